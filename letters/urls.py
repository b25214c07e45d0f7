from django.urls import re_path

from letters.private import FORMATS
from letters.private_views import private_file

app_name = "letters"

_FILE = rf"(?P<token>[\w-]+)/letter\.(?P<extension>{'|'.join(FORMATS)})$"

urlpatterns = [
    re_path(rf"^invited/{_FILE}", private_file, {"personal": True}, name="invited_file"),
    re_path(rf"^private/{_FILE}", private_file, {"personal": False}, name="private_file"),
]
