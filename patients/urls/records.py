from django.urls import URLPattern

records_urls: list[URLPattern] = []
