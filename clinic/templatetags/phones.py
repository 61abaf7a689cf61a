from django import template

register = template.Library()


@register.filter
def tel(number: str) -> str:
    """What a phone dials for a number as people write it: "+44 (0)20 55" is +442055."""
    plain = number.replace("(0)", "")
    dialled = "".join(sign for sign in plain if sign.isascii() and (sign.isdigit() or sign in "*#"))
    return f"+{dialled}" if plain.strip().startswith("+") else dialled


@register.filter
def unbroken(number: str) -> str:
    """A number on one line, however narrow its button is: its spaces do not break."""
    return number.replace(" ", "\N{NO-BREAK SPACE}")
