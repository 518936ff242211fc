from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "veille.operations"
