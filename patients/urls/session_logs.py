from django.urls import URLPattern

session_logs_urls: list[URLPattern] = []
