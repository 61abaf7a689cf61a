from django.urls import URLPattern, path

from patients.views import handouts

handouts_urls: list[URLPattern] = [
    path("programs/<int:program_id>/handout/", handouts.handout_preview, name="handout_preview"),
    path("programs/<int:program_id>/handout.pdf", handouts.handout_pdf, name="handout_pdf"),
]
