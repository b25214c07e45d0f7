from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anymail.signals import tracking

        from delivery.receivers import receive_tracking

        tracking.connect(receive_tracking, dispatch_uid="delivery.receive_tracking")
