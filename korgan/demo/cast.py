"""The people, units and ready answers of the made-up region."""

from typing import NamedTuple

from korgan.demo.names import Names, names

# Everybody may know it: the demo holds nobody's secrets.
PASSWORD = "korgan-demo"


class Staff(NamedTuple):
    """A sign-in; `area` is kind:code of the territory the role is held for."""

    username: str
    name: str
    number: str
    language: str
    role: str
    area: str


STAFF = (
    Staff("operator", "Әлия Сейітова", "014", "kk", "operator", "department:KKS"),
    Staff("operator2", "Марат Ибраев", "015", "ru", "operator", "department:KKS"),
    Staff("dispatcher", "Динара Касымова", "021", "ru", "dispatcher", "department:KKS"),
    Staff("omarov", "сержант Омаров", "118", "ru", "operator", "district:KKS-13"),
    Staff("baiterek", "Гүлнар Тілеуова", "131", "kk", "operator", "district:KKS-07"),
    Staff("bekova", "инспектор Бекова", "208", "kk", "inspector", "precinct:KKS-13-08"),
    Staff("chief", "полковник Ахметов", "001", "ru", "chief", "department:KKS"),
    Staff("observer", "Скорая 103", "103", "ru", "observer", "department:KKS"),
)


class Crew(NamedTuple):
    """A unit; its place is a corner of the plan's streets."""

    callsign: str
    kind: str
    names: Names
    column: float
    row: float


def patrol(number: int, where: Names, column: float, row: float) -> Crew:
    return Crew(f"П-{number:02}", "patrol", where, column, row)


def inspector(precinct: int, column: float, row: float) -> Crew:
    where = names(
        f"Учаскелік инспектор, УПП-{precinct}",
        f"Участковый инспектор, УПП-{precinct}",
        f"Дільничний офіцер, УПП-{precinct}",
        f"Precinct inspector, precinct {precinct}",
    )
    return Crew(f"УИП-{precinct}", "inspector", where, column, row)


def group(number: int, column: float, row: float) -> Crew:
    where = names(
        "Тергеу-жедел тобы", "Следственно-оперативная группа", "Слідчо-оперативна група", "Investigative group"
    )
    return Crew(f"СОГ-{number}", "group", where, column, row)


UNITS = (
    patrol(1, names("Патруль, вокзал", "Патруль, вокзал", "Патруль, вокзал", "Patrol, station"), 572, 10),
    patrol(2, names("Патруль, орталық", "Патруль, центр", "Патруль, центр", "Patrol, centre"), 744, 512),
    patrol(3, names("Патруль, солтүстік", "Патруль, север", "Патруль, північ", "Patrol, north"), 150, -70),
    patrol(5, names("Патруль, Жас Өркен", "Патруль, Жас Өркен", "Патруль, Жас Оркен", "Patrol, Zhas Orken"), 1180, 344),
    patrol(7, names("Патруль, шығыс", "Патруль, восток", "Патруль, схід", "Patrol, east"), 1280, 684),
    patrol(
        9, names("Патруль, өзен арты", "Патруль, за рекой", "Патруль, за річкою", "Patrol, across the river"), 74, 600
    ),
    patrol(11, names("Патруль, оңтүстік", "Патруль, юг", "Патруль, південь", "Patrol, south"), 1096, 950),
    patrol(14, names("Патруль, Подгора", "Патруль, Подгора", "Патруль, Підгора", "Patrol, Podgora"), 572, 344),
    inspector(3, 410, 262),
    inspector(5, 832, 344),
    inspector(8, 498, 600),
    inspector(16, 1380, 262),
    group(1, 744, 170),
    group(2, 668, 600),
)
