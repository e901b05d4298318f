from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "tuque.directory"
    label = "directory"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.core import outbox
        from tuque.core.wall import rules
        from tuque.directory import sorting
        from tuque.directory.acts import ACTS
        from tuque.directory.search import following
        from tuque.directory.services import duplicates, feeds, receiving, records, reminding
        from tuque.directory.walls import RULES

        sorting.connect()
        audit.describe(ACTS)
        rules.declare(RULES)
        outbox.register(following.TOPIC, following.read_again)
        outbox.register(records.PUBLIC_ANEW, records.set_public_anew)
        outbox.register(receiving.READ, receiving.read_asked, is_long=True)
        outbox.register(feeds.WRITE, feeds.write_asked, is_long=True)
        outbox.register(feeds.LOOK_FOR_DUPLICATES, duplicates.look_after_import, is_long=True)
        outbox.register(reminding.TOPIC, reminding.write)
        outbox.register(following.ALL_OF, following.read_all_again)
        outbox.register(following.EVERY, following.read_every_again)
        outbox.register(following.PLACES, following.read_places_again)
