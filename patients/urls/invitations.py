from django.urls import URLPattern

invitations_urls: list[URLPattern] = []
