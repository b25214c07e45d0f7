"""Give what was sent before its correspondence; "paper" becomes post."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


def keep_correspondence(apps: Any, schema_editor: Any) -> None:
    """Put every dispatch under its letter and addressee; the newest edition gives the order."""
    Dispatch = apps.get_model("letters", "Dispatch")
    Correspondence = apps.get_model("letters", "Correspondence")
    sent = Dispatch.objects.select_related("edition").order_by("edition__number", "position")
    for dispatch in sent.filter(correspondence=None).iterator(chunk_size=200):
        named = dispatch.edition.document.get("document", {}).get("addressees", [])
        known = named[dispatch.position] if dispatch.position < len(named) else {}
        organization = known.get("organization", "")
        correspondence, _ = Correspondence.objects.update_or_create(
            letter_id=dispatch.edition.letter_id,
            addressee=dispatch.addressee[:150],
            organization=organization[:200],
            defaults={"position": dispatch.position},
        )
        channel = "post" if dispatch.channel == "paper" else dispatch.channel
        Dispatch.objects.filter(pk=dispatch.pk).update(
            correspondence=correspondence, channel=channel
        )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("letters", "0002_ledger")]
    operations: ClassVar = [
        migrations.RunPython(keep_correspondence, migrations.RunPython.noop, elidable=True)
    ]
