"""What happens to logged sessions while everything around them is killed; see script/drill."""
