from django.urls import URLPattern

programs_urls: list[URLPattern] = []
