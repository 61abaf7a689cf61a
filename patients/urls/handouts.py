from django.urls import URLPattern

handouts_urls: list[URLPattern] = []
