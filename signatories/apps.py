from django.apps import AppConfig


class SignatoriesConfig(AppConfig):
    name = "signatories"
    default_auto_field = "django.db.models.BigAutoField"
