"""What the dashboards bring: my work's entry in the main navigation, the first; a team's workload, and its numbers."""

from qa_portal.figures.measures import Measure, register_measure

from .insights import sees_insights
from .navigation import register_nav
from .rungs import register_rungs
from .workload import WORKLOAD, count_workload, sees_workload

register_nav("My work", "home", order=0)
register_nav("Workload", "workload", shown_to=sees_workload, order=42, group="Figures")
register_nav("Insights", "insights", shown_to=sees_insights, order=43, group="Figures")
register_rungs()
register_measure(Measure(WORKLOAD, count_workload))
