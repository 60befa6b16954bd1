"""The table beside a chart says what the chart shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dashboard.community.tables import MetricReading
from dashboard.ui.charts import daily


def test_the_table_has_the_last_reading_of_each_day_newest_first() -> None:
    noon = datetime(2026, 11, 3, 12, tzinfo=UTC)
    readings = [
        MetricReading(name=name, value=value, observed_at=noon + timedelta(hours=hours))
        for name, value, hours in (("views", 10, 0), ("likes", 1, 0), ("views", 30, 4), ("views", 50, 24))
    ]
    table = daily(readings)
    assert list(table.columns) == ["Views", "Likes"]
    assert len(table) == 2
    assert table["Views"].tolist() == [50, 30]
    assert table["Likes"].isna().tolist() == [True, False]
