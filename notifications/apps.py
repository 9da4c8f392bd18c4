from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The sweep, the sender, the inbox and the incidents. See README.md."""

    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the sweep's health is, and who hears of dates that move."""
        from qa_portal.dashboards.navigation import register_nav
        from qa_portal.dashboards.slots import fill_slot
        from qa_portal.deadlines.actions import when_dates_move
        from qa_portal.demo.moving import when_clock_moves
        from qa_portal.health import register_health_check
        from qa_portal.people.rules import is_administrator

        from .bell import bell
        from .notices import tell_of_moved_dates
        from .passing import pass_time
        from .watch import alerts_flow, outbox_age, sweep_age

        register_health_check("sweep", sweep_age)
        register_health_check("alerts", alerts_flow, critical=False)
        register_health_check("outbox", outbox_age, critical=False)
        when_dates_move(tell_of_moved_dates)
        when_clock_moves(pass_time)
        fill_slot("bell", bell)
        register_nav("Incidents", "incidents", shown_to=is_administrator, order=90)
