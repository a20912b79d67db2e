"""The words of the gallery, as the design has them; the screens themselves bring their own."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.app import App

WORDS: Mapping[str, tuple[str, str, str]] = {
    "home": ("Your connections", "Вашите връзки", "Twoje połączenia"),
    "needs": (
        "3 connections. 1 needs you, 1 has stopped.",
        "3 връзки. 1 чака вас, 1 е спряла.",
        "3 połączenia. 1 czeka na Ciebie, 1 zatrzymane.",
    ),
    "new": ("New connection", "Нова връзка", "Nowe połączenie"),
    "history": ("History", "История", "Historia"),
    "fine": ("All up to date", "Всичко съвпада", "Wszystko aktualne"),
    "waits": ("2 orders need you", "2 поръчки чакат вас", "2 zamówienia czekają na Ciebie"),
    "stopped": ("Stopped: key refused", "Спряла: ключът е отказан", "Zatrzymane: klucz odrzucony"),
    "sync": ("Sync now", "Синхронизирай", "Synchronizuj teraz"),
    "summary": ("Open summary", "Обобщение", "Podsumowanie"),
    "edit": ("Edit", "Редакция", "Edytuj"),
    "last": ("Last run", "Последно", "Ostatnio"),
    "next_run": ("Next run", "Следващо", "Następnie"),
    "changed": ("Changed", "Променено", "Zmieniono"),
    "last_value": ("Today 14:05, took 38 s", "Днес 14:05, за 38 сек.", "Dziś 14:05, 38 s"),
    "next_value": ("14:20, in 9 minutes", "14:20, след 9 минути", "14:20, za 9 minut"),
    "changed_value": (
        "12 orders, 158 stock levels, 31 prices",
        "12 поръчки, 158 наличности, 31 цени",
        "12 zamówień, 158 stanów, 31 cen",
    ),
    "cause": (
        "2 orders were skipped: the payment method “Leasing” has no payment type yet.",
        "2 поръчки са пропуснати: начинът на плащане „Лизинг“ още няма тип плащане.",
        "2 zamówienia pominięto: sposób płatności „Raty” nie ma jeszcze formy płatności.",
    ),
    "runs": ("Last 14 runs", "Последни 14 пускания", "Ostatnie 14 uruchomień"),
    "connect": ("Connect", "Свързване", "Połączenie"),
    "connect_title": (
        "Connect your shop and your warehouse program",
        "Свържете магазина и складовата програма",
        "Połącz sklep i program magazynowy",
    ),
    "connect_hint": (
        "Mostik only reads here. Nothing is changed in either of them before the last step.",
        "Тук Мостик само чете. Нищо не се променя преди последната стъпка.",
        "Mostik tutaj tylko odczytuje. Nic nie zmieni się przed ostatnim krokiem.",
    ),
    "shop": ("Your online shop", "Вашият онлайн магазин", "Twój sklep internetowy"),
    "token": ("API token", "API токен", "token API"),
    "where": ("Where do I find it?", "Къде да го намеря?", "Gdzie to znaleźć?"),
    "test": ("&Test again", "&Провери отново", "&Sprawdź ponownie"),
    "reached": ("Reached", "Достъпен", "Osiągalny"),
    "signed": ("Signed in", "Входът е приет", "Zalogowano"),
    "rights": (
        "May read and write orders, stock, prices",
        "Може да чете и пише поръчки, наличности, цени",
        "Może czytać i zapisywać zamówienia, stany, ceny",
    ),
    "sample": ("Sample read", "Прочетен е пример", "Odczytano próbkę"),
    "real": (
        "Catalog “Kalina” with 268 products. Last order: no. 48 213 of today 14:02, 3 lines, 86.40 €.",
        "Каталог „Калина“ с 268 стоки. Последна поръчка: № 48 213 от днес 14:02, 3 реда, 86,40 €.",
        "Katalog „Kalina” z 268 produktami. Ostatnie zamówienie: nr 48 213 z dziś 14:02, 3 pozycje, 86,40 €.",
    ),
    "refused": (
        "The user “kalina_reader” may look at the database but not save orders in it.",
        "Потребителят „kalina_reader“ може да гледа базата, но не и да записва поръчки в нея.",
        "Użytkownik „kalina_reader” może przeglądać bazę, ale nie może zapisywać w niej zamówień.",
    ),
    "ask_whom": (
        "Choose another user, or ask whoever looks after your server to let this one write.",
        "Изберете друг потребител или помолете този, който поддържа сървъра, да му разреши записа.",
        "Wybierz innego użytkownika albo poproś opiekuna serwera o prawo zapisu.",
    ),
    "orders": ("Orders", "Поръчки", "Zamówienia"),
    "orders_title": (
        "Choose which orders come in, and as which document",
        "Изберете кои поръчки да влизат и с какъв документ",
        "Określ, które zamówienia pobierać i jaki dokument wystawić",
    ),
    "orders_hint": (
        "It counts for new orders. Those already saved stay as they are.",
        "Важи за новите поръчки. Вече записаните не се променят.",
        "Dotyczy nowych zamówień. Zamówienia już pobrane nie ulegną zmianie.",
    ),
    "which": ("Which orders", "Кои поръчки", "Które zamówienia"),
    "from": ("From date", "От дата", "Pobieraj od"),
    "since": ("43 orders since that day", "43 поръчки от този ден", "43 zamówienia od tego dnia"),
    "status": ("Order status", "Статус на поръчката", "Statusy w BaseLinker"),
    "paid": ("Paid", "Платена", "Opłacone"),
    "send": ("To be sent", "За изпращане", "Do wysłania"),
    "fresh": ("New", "Нова", "Nowe"),
    "sent": ("Sent", "Изпратена", "Wysłane"),
    "cancelled": ("Cancelled", "Отказана", "Anulowane"),
    "document": ("Which document", "Вид на документа", "Jaki dokument"),
    "saved": ("Saved as", "Записва се като", "Zapisz jako"),
    "order": ("Order", "Поръчка", "Zamówienie"),
    "sale": ("Sale", "Продажба", "Sprzedaż"),
    "default": ("Default document", "Документ за клиента", "Domyślny dokument"),
    "receipt": ("Receipt", "Касова бележка", "Paragon"),
    "invoice": ("Invoice", "Фактура", "Faktura"),
    "auto": (
        "Choose it automatically",
        "Избирай документа автоматично",
        "Dobieraj typ dokumentu automatycznie",
    ),
    "auto_hint": (
        "Invoice if the customer gave a company number or is abroad. Else a receipt.",
        "Фактура, ако клиентът е дал ЕИК или е от друга държава. Иначе касова бележка.",
        "Faktura, gdy klient podał NIP lub jest z innego kraju. W pozostałych przypadkach paragon.",
    ),
    "partners": ("Products and customers", "Стоки и партньори", "Produkty i kontrahenci"),
    "link": (
        "Link the lines of the order to products of the warehouse",
        "Свързвай редовете на поръчката със стоките в склада",
        "Połącz produkty z zamówienia z produktami w magazynie",
    ),
    "link_hint": (
        "In this order: link, SKU, EAN, name.",
        "По ред: съответствие, SKU, баркод, име.",
        "Kolejność: powiązanie, SKU, EAN, nazwa.",
    ),
    "missing": ("If it is missing", "Ако стоката липсва", "Gdy brak produktu"),
    "add": ("Add a new one", "Добави нова", "Dodaj nowy"),
    "hold": ("Hold the order", "Задръж поръчката", "Wstrzymaj zamówienie"),
    "back_to": ("Back to BaseLinker", "Обратно към BaseLinker", "Z powrotem do BaseLinker"),
    "after": ("Status after saving", "Статус след запис", "Status po pobraniu"),
    "problem": ("Status on a problem", "Статус при проблем", "Status przy problemie"),
    "working": ("In progress", "Обработва се", "W realizacji"),
    "reserve": ("Keep in reserve", "Задържай в резерв", "Zostaw w rezerwie"),
    "pieces": ("pcs of every product", "бр. от всяка стока", "szt. każdego produktu"),
    "name": ("Name of the connection", "Име на връзката", "Nazwa połączenia"),
    "name_error": (
        "Another connection has this name already.",
        "Друга връзка вече има това име.",
        "Inne połączenie ma już tę nazwę.",
    ),
    "choose_one": (
        "Choose at least one status",
        "Изберете поне един статус",
        "Wybierz co najmniej jeden status",
    ),
    "weaker": (
        "A sale passes by the fiscal side of Warehouse Pro. Choose an order if you are in doubt.",
        "Продажбата заобикаля фискалната страна на Склад Pro. При съмнение изберете поръчка.",
        "Sprzedaż omija stronę fiskalną programu. W razie wątpliwości wybierz zamówienie.",
    ),
    "warehouses": ("Warehouses", "Складове", "Magazyny"),
    "warehouses_title": (
        "Link your locations to the shop’s warehouses",
        "Свържете обектите със складовете в магазина",
        "Połącz magazyny z magazynami w sklepie",
    ),
    "warehouses_hint": (
        "The shop shows the sum of the linked locations.",
        "В магазина се вижда сборът от свързаните обекти.",
        "Sklep pokazuje sumę połączonych magazynów.",
    ),
    "place": ("Location in Warehouse Pro", "Обект в Склад Pro", "Magazyn w programie"),
    "stocked": ("Products in stock", "Стоки с наличност", "Produkty na stanie"),
    "shop_place": ("Warehouse in BaseLinker", "Склад в BaseLinker", "Magazyn w BaseLinker"),
    "centre": ("Shop Centre", "Магазин Център", "Sklep Centrum"),
    "central": ("Central store", "Централен склад", "Magazyn centralny"),
    "scrap": ("Scrap and complaints", "Брак и рекламации", "Braki i reklamacje"),
    "main_place": ("Main warehouse", "Основен склад", "Magazyn główny"),
    "not_sent": ("Not sent", "Не се изпраща", "Nie wysyłaj"),
    "letter": (
        (
            "Stock in the shop is the sum of **Shop Centre, Shop Mladost and Central store**, less open "
            "orders and **1** in reserve."
        ),
        (
            "Наличността в магазина е сборът от **Магазин Център, Магазин Младост и Централен склад** без "
            "отворените поръчки и **1** в резерв."
        ),
        (
            "Stan w sklepie to suma **Sklep Centrum, Sklep Mladost i Magazyn centralny** bez otwartych "
            "zamówień i **1** w rezerwie."
        ),
    ),
    "change": ("Change", "Промени", "Zmień"),
    "confirm": ("Confirm", "Потвърждение", "Potwierdzenie"),
    "confirm_title": (
        "Check what will happen, then start",
        "Прегледайте какво ще се случи и започнете",
        "Sprawdź, co się stanie, i rozpocznij",
    ),
    "guard": (
        "61 of 268 products would drop to 0 in the shop. Is that right?",
        "61 от 268 стоки ще паднат на 0 в магазина. Вярно ли е?",
        "Stan 61 z 268 produktów spadnie w sklepie do 0. Czy to prawda?",
    ),
    "guard_cause": (
        (
            "That is 23 %. Above 20 % Mostik stops and asks, because customers could no longer buy these. "
            "The usual cause: a location is missing in step 5, or the warehouse is being counted."
        ),
        (
            "Това са 23 %. Над 20 % Мостик спира и пита, защото клиентите не биха могли да купят тези стоки. "
            "Обичайната причина: липсва обект в стъпка 5 или в склада се прави ревизия."
        ),
        (
            "To 23 %. Powyżej 20 % Mostik zatrzymuje się i pyta, bo klienci nie mogliby kupić tych "
            "produktów. Zwykła przyczyna: brak magazynu w kroku 5 lub trwająca inwentaryzacja."
        ),
    ),
    "go_there": ("Go to Warehouses", "Към Складове", "Do kroku Magazyny"),
    "leave_out": ("Leave these 61 out", "Остави тези 61", "Pomiń te 61"),
    "all": ("All", "Всички", "Wszystkie"),
    "customers": ("Customers", "Партньори", "Kontrahenci"),
    "new_products": ("New products", "Нови стоки", "Nowe produkty"),
    "prices": ("Prices", "Цени", "Ceny"),
    "stock": ("Stock", "Наличности", "Stany"),
    "skipped": ("Skipped", "Пропуснати", "Pominięte"),
    "search": (
        "Search by name, code or barcode",
        "Търсене по име, код или баркод",
        "Szukaj po nazwie, kodzie, EAN",
    ),
    "what": ("What", "Какво", "Co"),
    "item": ("Item", "Позиция", "Pozycja"),
    "where_to": ("Where", "Къде", "Gdzie"),
    "old_new": ("Old → new", "Старо → ново", "Było → będzie"),
    "why": ("Why", "Защо", "Dlaczego"),
    "save_sync": (
        "Save and &sync 214 changes",
        "Запази и &синхронизирай 214 промени",
        "Zapisz i &synchronizuj 214 zmian",
    ),
    "save_only": ("Save &only", "Са&мо запази", "&Tylko zapisz"),
    "answer_first": (
        "Answer the question above first",
        "Първо отговорете на въпроса горе",
        "Najpierw odpowiedz na pytanie powyżej",
    ),
    "syncing": ("Syncing Kalina Home", "Синхронизиране: Калина Дом", "Trwa synchronizacja: Kalina"),
    "of_changes": ("of 214 changes", "от 214 промени", "z 214 zmian"),
    "time_left": ("about 20 seconds left", "остават около 20 секунди", "jeszcze około 20 sekund"),
    "stop": ("&Stop after this item", "&Спри след тази позиция", "&Zatrzymaj po tej pozycji"),
    "stays": (
        "What is done stays. The next sync finishes the rest.",
        "Направеното остава. Следващата синхронизация довършва останалото.",
        "To, co zrobione, zostaje. Resztę dokończy następna synchronizacja.",
    ),
    "own": ("Mostik’s own", "Складът на Мостик", "Magazyn Mostika"),
    "install": ("Nothing to install", "Без инсталиране", "Bez instalacji"),
    "another": ("Another shop", "Друг магазин", "Inny sklep"),
}
_ORDER = ("en", "bg", "pl")


def word(app: App, name: str) -> str:
    """A word of the design in the language that is shown."""
    return WORDS[name][_ORDER.index(app.language.code)]
