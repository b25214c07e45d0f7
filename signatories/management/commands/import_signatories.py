"""`manage.py import_signatories LETTER PATH`: sign-ons from a CSV or XLSX sheet."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from wagtail.models import Page

from signatories.import_at_once import Origin, store_at_once
from signatories.import_undoing import undecided, undo_import
from signatories.importing import DatesUnclear, ImportPlan, plan_import
from signatories.mapping import Mapping, MappingUnclear, map_columns
from signatories.models import SheetImport, SignablePage
from signatories.row_outcomes import Outcome
from signatories.sheets import ENCODINGS, Sheet, SheetUnreadable, read_sheet
from signatories.timestamps import DateOrder


class Command(BaseCommand):
    """Prints how columns were read and what becomes of each row, then stores the rows."""

    help = (
        "Import sign-ons from a CSV or XLSX sheet. Rows wait for review; nothing is mailed. "
        "A second run of the same sheet changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("letter", help="slug or id of the letter")
        parser.add_argument("path", type=Path, nargs="?", help="a CSV or XLSX file")
        parser.add_argument(
            "--undo",
            type=int,
            metavar="IMPORT",
            help="take an import of the letter back instead, by its number",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help='a column by heading or letter, such as B=website; "-" leaves it out',
        )
        parser.add_argument(
            "--dates",
            choices=[DateOrder.DAY_FIRST.value, DateOrder.MONTH_FIRST.value],
            default="",
            help="how dates such as 11/1/2026 are meant, where the sheet doesn't tell",
        )
        parser.add_argument(
            "--encoding",
            choices=list(ENCODINGS),
            default="",
            help="how a text file's letters are stored, where the guess is wrong",
        )
        parser.add_argument("--dry-run", action="store_true", help="show the plan, write nothing")
        parser.add_argument(
            "--approved-by",
            metavar="USERNAME",
            help="a member of staff who vouches for the sound rows; all others wait for review",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        page = _page(options["letter"])
        if options["undo"] is not None:
            self._undo(page, options["undo"], dry_run=options["dry_run"])
            return
        if options["path"] is None:
            raise CommandError("Name the sheet to import: import_signatories LETTER PATH.")
        self._import(page, options)

    def _import(self, page: SignablePage, options: dict[str, Any]) -> None:
        now = timezone.now()
        vouching = _staff(options["approved_by"]) if options["approved_by"] else None
        try:
            sheet = read_sheet(options["path"], encoding=options["encoding"])
            mapping = map_columns(sheet.headings, options["map"])
            plan = plan_import(
                page=page, sheet=sheet, mapping=mapping, now=now, dates=options["dates"]
            )
        except (SheetUnreadable, MappingUnclear) as error:
            raise CommandError(str(error)) from error
        except DatesUnclear as unclear:
            raise CommandError(
                f"The dates can be read two ways: {unclear}. "
                "Say --dates day-first or --dates month-first."
            ) from unclear
        self._print_mapping(sheet, mapping)
        self._print_rows(plan)
        self._print_counts(plan)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
            return
        origin = Origin(options["path"].name, mapping, options["dates"])
        report, record = store_at_once(plan, origin=origin, now=now, approved_by=vouching)
        waiting = report.stored - report.approved
        self.stdout.write(
            f"Stored {report.stored}: {waiting} waiting for review, {report.approved} approved."
        )
        if record is not None:
            self.stdout.write(f"To take it back: import_signatories {page.pk} --undo {record.pk}")

    def _undo(self, page: SignablePage, number: int, *, dry_run: bool) -> None:
        one = SheetImport.objects.defer("content").filter(pk=number, page_id=page.pk).first()
        if one is None:
            raise CommandError(
                f"{number} is no import of this letter: see In and out below it in the admin."
            )
        if dry_run:
            left = undecided(one).count()
            self.stdout.write(f"Dry run: {left} sign-ons would be gone. Nothing was written.")
            return
        if not undo_import(import_id=one.pk, by=None, now=timezone.now()):
            raise CommandError(f"Import {number} can't be undone: {one.get_status_display()}.")
        one.refresh_from_db()
        kept = one.stored - one.removed
        stay = f" {kept} stay, for somebody has dealt with them." if kept else ""
        self.stdout.write(f"Undone: {one.removed} sign-ons are gone.{stay}")

    def _print_mapping(self, sheet: Sheet, mapping: Mapping) -> None:
        tool = f", as {mapping.tool} names them" if mapping.tool else ""
        self.stdout.write(f"Columns{tool}:")
        for column in mapping.columns:
            target = column.field or "not read"
            heading = column.heading or "(no heading)"
            self.stdout.write(f"  {column.letter:>2}  {heading} -> {target}: {column.reason}")
        for note in sheet.notes:
            self.stdout.write(f"  {note}")
        if mapping.column_of("authority") is None:
            self.stdout.write("  No column says whether they may sign for the organization.")

    def _print_rows(self, plan: ImportPlan) -> None:
        self.stdout.write("Rows:")
        for row in plan.rows:
            name = row.facts.shown_name or "(no name)"
            reason = f": {row.reason}" if row.reason else ""
            self.stdout.write(f"  {row.facts.number:>4}  {row.outcome:<18} {name}{reason}")

    def _print_counts(self, plan: ImportPlan) -> None:
        counts: Counter[Outcome] = plan.counts()
        named = ", ".join(f"{outcome} {counts[outcome]}" for outcome in Outcome)
        sound = sum(row.is_sound for row in plan.rows)
        self.stdout.write(f"{len(plan.rows)} rows: {named}.")
        self.stdout.write(f"Of the new rows {sound} are sound.")
        for row in plan.rows:
            for said in row.later:
                self.stdout.write(f"Needs attention: row {row.facts.number} {said}.")
        for pk in plan.attention:
            self.stdout.write(f"Needs attention: sign-on {pk} asks to be removed.")


def _page(slug_or_id: str) -> SignablePage:
    pages = Page.objects.filter(slug=slug_or_id).specific()
    found = [page for page in pages if isinstance(page, SignablePage)]
    if not found and slug_or_id.isascii() and slug_or_id.isdecimal():
        by_id = Page.objects.filter(pk=int(slug_or_id[:18])).specific()
        found = [page for page in by_id if isinstance(page, SignablePage)]
    if not found:
        raise CommandError(f'No letter has the slug or id "{slug_or_id}": see Pages in the admin.')
    if len(found) > 1:
        ids = ", ".join(str(page.pk) for page in found)
        raise CommandError(f'"{slug_or_id}" is the slug of several letters: give an id ({ids}).')
    return found[0]


def _staff(username: str) -> AbstractBaseUser:
    users = get_user_model()._default_manager
    user = users.filter(**{users.model.USERNAME_FIELD: username}).first()
    if user is None:
        raise CommandError(f'No user is called "{username}": --approved-by needs one of the staff.')
    if not user.is_active or not getattr(user, "is_staff", False):
        raise CommandError(f'"{username}" is not an active member of staff and can\'t vouch.')
    return user
