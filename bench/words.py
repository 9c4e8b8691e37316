"""What the generated records are made of: words as they stand in such networks' own lists."""

from __future__ import annotations


def _words(text: str, separator: str | None = None) -> list[str]:
    return text.split(separator)


PLACES = _words("""
    Nachbarschaftstreff Stadtteilzentrum Bürgerhaus Familienzentrum Jugendhaus Kulturwerkstatt
    Begegnungsstätte Mehrgenerationenhaus Quartiersbüro Gemeinschaftsgarten Reparaturcafé Bücherei
    Sportverein Förderverein Kirchengemeinde Wohnungsgenossenschaft Freiwilligenagentur Seniorentreff
    Elterncafé Fahrradwerkstatt Lesepaten Mieterinitiative Moscheegemeinde Selbsthilfegruppe Tafel
""")
NAMES = _words("""
    Sonnenschein Brückenschlag Lindenhof Grünes Band Weiße Rose Bärenloch Mühlenbach Rößlein Königstor
    Fünffenster Sandershaus Schlößchen Hand Hafen Kreisel Goethe Müller Süßmilch Vogelweide Nordlicht Westend
    Altmarkt Aue Kranich Löwenzahn Regenbogen Störche Zwölf Übergang Kaffeemühle Zauberflöte Übermut Flüßchen
""")
FIRST = _words("Anna Mehmet Jürgen Zoë Piotr Fatma Günter Sinéad Łukasz Ömer Birgit José Käthe Ayşe Dörte")
LAST = _words("Müller Yılmaz Größmann Novák Weiß Öztürk Schäfer Kowalski Nguyễn García Böhm Lindqvist Ünal")
STREETS = _words("Holländische Straße|Mühlengasse|Weserstraße|Grüner Weg|Frankfurter Straße|Am Fluß", "|")
TOPICS = _words(
    "Einsamkeit im Alter|Hitze im Quartier|Räume für Jugendliche|Sprachmittlung bei Ämtern|Wohnen im Bestand|"
    "Sichere Schulwege|Nachtruhe am Fluß|Ehrenamt gewinnen|Grünflächen pflegen|Barrierefreie Haltestellen",
    "|",
)
TEXT = _words("""
    wir laden alle herzlich ein jeden Dienstag offener Treff mit Kaffee und Kuchen der große Saal faßt vierzig
    Menschen im Erdgeschoß gibt es eine barrierefreie Küche für gemeinsames Kochen Kinder sind willkommen und
    Ältere auch Unterstützung bei Anträgen Übersetzung in mehrere Sprachen Fahrräder werden repariert Bücher
    getauscht Gärten gepflegt Lärm Verkehr Müll und Wege besprochen die Räume können abends genutzt werden
    Anmeldung telefonisch oder per Mail wer mitmachen möchte meldet sich im Büro gesucht werden Menschen die
    vorlesen begleiten erklären zuhören einmal im Monat trifft sich die Runde der Hauptamtlichen danach wird
    berichtet was beschlossen wurde
""")
TAGS = _words(
    "barrierefrei cafe digital essen familie garten inklusion kinder lesen musik repair sprache theater"
)
ROLES = _words("Büro Leitung Vorstand Raumvergabe Ehrenamt")
