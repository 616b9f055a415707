"""Names of the made-up region in the citizens' four languages: kk, ru, uk, en."""

from typing import NamedTuple

Names = dict[str, str]


def names(kk: str, ru: str, uk: str, en: str) -> Names:
    return {"kk": kk, "ru": ru, "uk": uk, "en": en}


REGION = names("Көксай облысы", "Коксайская область", "Коксайська область", "Koksai Region")
DEPARTMENT = names(
    "Көксай облысының полиция департаменті",
    "Департамент полиции Коксайской области",
    "Департамент поліції Коксайської області",
    "Koksai Region Police Department",
)
OPERATIONS_CENTRE = names(
    "ЖБО · Көксай облысы", "ЦОУ · Коксайская область", "ЦОУ · Коксайська область", "Operations centre · Koksai Region"
)
TOWN = names("Көксай қаласы", "город Көксай", "місто Көксай", "Town of Koksai")


class District(NamedTuple):
    """A rural district: the name of its centre, and the district's own name in three languages."""

    kk: str
    ru: str
    uk: str
    en: str

    @property
    def names(self) -> Names:
        return names(f"{self.kk} ауданы", f"{self.ru} район", f"{self.uk} район", f"{self.en} District")

    @property
    def centre(self) -> Names:
        return names(f"{self.kk} ауылы", f"село {self.kk}", f"село {self.kk}", self.en)


# From west to east, three rows from north to south.
DISTRICTS = (
    District("Қайыңды", "Каиндинский", "Каїндинський", "Kaiyndy"),
    District("Шортанкөл", "Шортанкольский", "Шортанкольський", "Shortankol"),
    District("Жаңаорман", "Жанаорманский", "Жанаорманський", "Zhanaorman"),
    District("Аққу", "Аккуский", "Аккуський", "Akku"),
    District("Бозтөбе", "Бозтобинский", "Бозтобинський", "Boztobe"),
    District("Көктал", "Кокталский", "Коктальський", "Koktal"),
    District("Бәйтерек", "Байтерекский", "Байтерекський", "Baiterek"),
    District("Майбалық", "Майбалыкский", "Майбаликський", "Maibalyk"),
    District("Терісбұлақ", "Терисбулакский", "Терисбулацький", "Terisbulak"),
    District("Сарыөзен", "Сарыозенский", "Сариозенський", "Saryozen"),
    District("Үшқарағай", "Ушкарагайский", "Ушкарагайський", "Ushkaragai"),
    District("Қоңыртөбе", "Коныртобинский", "Кониртобинський", "Konyrtobe"),
)


class Precinct(NamedTuple):
    number: int
    kk: str
    ru: str
    uk: str
    en: str

    @property
    def names(self) -> Names:
        post = f"УПП-{self.number}"
        return names(f"{post} {self.kk}", f"{post} {self.ru}", f"{post} {self.uk}", f"Precinct {self.number} {self.en}")


# From west to east, four rows from north to south.
PRECINCTS = (
    Precinct(1, "Солтүстік", "Северный", "Північний", "Severny"),
    Precinct(2, "Депо", "Депо", "Депо", "Depo"),
    Precinct(4, "Теміржолшы", "Железнодорожный", "Залізничний", "Railway"),
    Precinct(6, "Қайнар", "Кайнар", "Кайнар", "Kainar"),
    Precinct(7, "Жағалау", "Набережный", "Набережний", "Riverside"),
    Precinct(3, "Вокзал", "Вокзал", "Вокзал", "Station"),
    Precinct(5, "Орталық", "Орталық", "Орталик", "Ortalyk"),
    Precinct(16, "Жас Өркен", "Жас Өркен", "Жас Оркен", "Zhas Orken"),
    Precinct(14, "Заречный", "Заречный", "Зарічний", "Zarechny"),
    Precinct(8, "Подгора", "Подгора", "Підгора", "Podgora"),
    Precinct(9, "Береке", "Береке", "Береке", "Bereke"),
    Precinct(10, "Шығыс", "Восточный", "Східний", "Vostochny"),
    Precinct(15, "Балықшы", "Рыбацкий", "Рибальський", "Fishermen's"),
    Precinct(13, "Тоғай", "Тугай", "Тугай", "Togai"),
    Precinct(11, "Зауыт", "Заводской", "Заводський", "Zavodskoi"),
    Precinct(12, "Оңтүстік", "Южный", "Південний", "Yuzhny"),
)

RIVER = names("Көксу", "Көксу", "Коксу", "Koksu")
CENTRAL_PARK = names("Орталық саябақ", "Центральный парк", "Центральний парк", "Central Park")
RIVERSIDE_PARK = names("Тоғай саябағы", "парк Тугай", "парк Тугай", "Togai Park")

# Streets that cross the plan from north to south, west first; the first of the list runs at COLUMNS[0].
STREETS_ACROSS = (
    names("Балықшылар көшесі", "ул. Рыбацкая", "вул. Рибальська", "Rybatskaya St"),
    names("Қайықшылар көшесі", "ул. Лодочная", "вул. Човнова", "Lodochnaya St"),
    names("Өзен көшесі", "ул. Речная", "вул. Річкова", "Rechnaya St"),
    names("Жуков көшесі", "ул. Жукова", "вул. Жукова", "Zhukov St"),
    names("Мектеп көшесі", "ул. Школьная", "вул. Шкільна", "Shkolnaya St"),
    names("Интернационал көшесі", "ул. Интернациональная", "вул. Інтернаціональна", "Internatsionalnaya St"),
    names("Гоголь көшесі", "ул. Гоголя", "вул. Гоголя", "Gogol St"),
    names("Театр көшесі", "ул. Театральная", "вул. Театральна", "Teatralnaya St"),
    names("Назарбаев даңғылы", "пр. Назарбаева", "пр. Назарбаєва", "Nazarbayev Ave"),
    names("Пушкин көшесі", "ул. Пушкина", "вул. Пушкіна", "Pushkin St"),
    names("Саябақ көшесі", "ул. Парковая", "вул. Паркова", "Parkovaya St"),
    names("Шевченко көшесі", "ул. Шевченко", "вул. Шевченка", "Shevchenko St"),
    names("Әуезов көшесі", "Әуезов көшесі", "вул. Ауезова", "Auezov St"),
    names("Жеңіс көшесі", "ул. Победы", "вул. Перемоги", "Pobedy St"),
    names("Наурыз көшесі", "ул. Наурыз", "вул. Наурыз", "Nauryz St"),
    names("Құрылысшылар көшесі", "ул. Строителей", "вул. Будівельників", "Stroitelei St"),
    names("Жастар көшесі", "ул. Молодёжная", "вул. Молодіжна", "Molodyozhnaya St"),
    names("Дала көшесі", "ул. Степная", "вул. Степова", "Stepnaya St"),
)
# Streets that run from west to east, north first; the first of the list runs at ROWS[0].
STREETS_ALONG = (
    names("Айналма жол", "Объездная", "Об'їзна", "Ring Rd"),
    names("Депо көшесі", "ул. Деповская", "вул. Деповська", "Depovskaya St"),
    names("Вокзал көшесі", "ул. Вокзальная", "вул. Вокзальна", "Vokzalnaya St"),
    names("Теміржол көшесі", "ул. Путейская", "вул. Колійна", "Puteiskaya St"),
    names("Ыбырай Алтынсарин көшесі", "ул. Алтынсарина", "вул. Алтинсаріна", "Altynsarin St"),
    names("Абай көшесі", "Абай көшесі", "вул. Абая", "Abai St"),
    names("Сәтбаев көшесі", "ул. Сатпаева", "вул. Сатпаєва", "Satpayev St"),
    names("Бөкетов көшесі", "Бөкетов көшесі", "вул. Букетова", "Buketov St"),
    names("Базар көшесі", "ул. Базарная", "вул. Базарна", "Bazarnaya St"),
    names("Крепостной көшесі", "ул. Крепостная", "вул. Кріпосна", "Krepostnaya St"),
    names("Мир көшесі", "ул. Мира", "вул. Миру", "Mira St"),
    names("Брусиловский көшесі", "ул. Брусиловского", "вул. Брусиловського", "Brusilovsky St"),
    names("Зауыт көшесі", "ул. Заводская", "вул. Заводська", "Zavodskaya St"),
    names("Диірмен көшесі", "ул. Мельничная", "вул. Млинова", "Melnichnaya St"),
    names("Бақ көшесі", "ул. Садовая", "вул. Садова", "Sadovaya St"),
    names("Тоғай көшесі", "ул. Тугайная", "вул. Тугайна", "Togai St"),
)
