from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anymail.signals import inbound, tracking

        from delivery.receivers import receive_answer, receive_tracking

        tracking.connect(receive_tracking, dispatch_uid="delivery.receive_tracking")
        inbound.connect(receive_answer, dispatch_uid="delivery.receive_answer")
