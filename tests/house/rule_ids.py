"""The ids of the council's procedure, and those that have to be shown by a test today."""


def _ids(area: str, *numbers: int) -> set[str]:
    return {f"{area}-{number:02}" for number in numbers}


#: Every id that there is, by area and how many.
ALL_RULES = set().union(
    *(
        _ids(area, *range(1, last + 1))
        for area, last in {
            "KNO": 24,
            "LAW": 11,
            "LEE": 22,
            "MER": 24,
            "MOS": 24,
            "NEW": 13,
            "WAL": 31,
        }.items()
    )
)

#: Disputes from end to end, the record, people and deadlines; audits and their loop; panels.
NOW = (
    _ids("MOS", *range(1, 25))
    | _ids("MER", 4, 5, 12, 13, 23)
    | _ids("LAW", *range(1, 12))
    | _ids("LEE", *range(1, 8), 9, 10, *range(12, 17), 20, 21, 22)
    | _ids("NEW", 1, 3, 12, 13)
    | _ids("KNO", 5, 14, 24)
    | _ids("WAL", 18)
    # Audits and collaborative reviews, from the draw until the loop is closed.
    | _ids("MER", *range(1, 4), *range(8, 12), *range(14, 19), 20)
    | _ids("KNO", *range(1, 5), 9, 11, 12, 13, 15, 17, 18, 20)
    | _ids("WAL", *range(1, 18), 19, *range(22, 29), 30, 31)
    | _ids("LEE", 8, 11, 12, 17)
    | _ids("NEW", 2, 4, 9, 10)
    # Reports; quality assurance besides audits.
    | _ids("MER", 6, 7, 19, 21, 22, 24)
    | _ids("KNO", 6, 7, 8, 10, 16, 19, 21, 22, 23)
    | _ids("WAL", 20, 21, 29)
    | _ids("NEW", 6, 8)
)
