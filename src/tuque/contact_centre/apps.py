from django.apps import AppConfig


class ContactCentreConfig(AppConfig):
    name = "tuque.contact_centre"
    label = "contact_centre"
