from django.urls import URLPattern

alerts_urls: list[URLPattern] = []
