from django.urls import URLPattern

screenings_urls: list[URLPattern] = []
