"""AIRS XML 3.0 and 3.1, element by element as the published schemas have them."""

import pytest
from conftest import NOON

from tuque.directory import published
from tuque.directory.imports import formats
from tuque.directory.models import Agency, ContactPoint, Location, Phone, Service
from tuque.directory.services import feeds

PLACE = '<PhysicalAddress Confidential="false"><Line1>12 Example St</Line1><City>Winnipeg</City><ZipCode>R3C 0A1</ZipCode></PhysicalAddress>'
POINT = "<SpatialLocation><Datum>WGS84</Datum><Latitude>49.9</Latitude><Longitude>-97.1</Longitude></SpatialLocation>"
WITHHELD = '<PhysicalAddress Confidential="true"><ReasonWithheld>Safety</ReasonWithheld></PhysicalAddress>'


def service(inside="", key=3, marks=""):
    return f"<SiteService {marks}><Name>Shelter</Name><Key>{key}</Key>{inside}</SiteService>"


def site(inside="", services=None, key=2, marks="", address=PLACE + POINT):
    return f"<Site {marks}><Key>{key}</Key><Name>House</Name>{address}{inside}{service() if services is None else services}</Site>"


def agency(inside="", sites=None, key=1, marks=""):
    return f"<Agency {marks}><Key>{key}</Key><Name>Example House</Name>{inside}{site() if sites is None else sites}</Agency>"


def read(tmp_path, *agencies, space=""):
    path = tmp_path / "feed.xml"
    path.write_text(f"<Source{space}>{''.join(agencies)}</Source>")
    bundle = formats.read(path)
    for table, one in bundle.counts().items():
        assert one["read"] == one["taken"] + one["repeated"] + one["refused"], table
    return bundle


def of(bundle, name, **asked):
    """The rows of an object, each with the fields that are not empty."""
    rows = [{key: value for key, value in row.items() if value not in (None, "")} for row in bundle.rows[name].values()]
    return [row for row in rows if asked.items() <= row.items()]


def hidden(bundle):
    return {name for name, _row in bundle.confidential}


HIDES = [
    (site(address=WITHHELD + POINT), {"location"}),
    (site(address='<MailingAddress Confidential="0"><ReasonWithheld/></MailingAddress>' + POINT), {"location"}),
    (site(address=PLACE.replace("false", "1") + POINT), {"location", "address"}),
    (site(address=PLACE.replace("false", "true") + POINT), {"location", "address"}),
    (site('<Phone TollFree="0" Confidential="1"><PhoneNumber>204-555-0101</PhoneNumber></Phone>'), {"phone"}),
    (site(marks='ExcludeFromWebsite="1"'), {"location", "service"}),
    (site(marks='ExcludeFromDirectory="true"'), {"location", "service"}),
    (site(services=service('<ResourceInfo AvailableForDirectory="0"/>')), {"service"}),
    (site(services=service('<ResourceInfo AvailableForReferral="false"/>')), {"service"}),
]


@pytest.mark.parametrize(("sites", "expected"), HIDES)
def test_what_its_source_keeps_from_the_public_is_hidden(tmp_path, sites, expected):
    assert hidden(read(tmp_path, agency(sites=sites))) == expected


@pytest.mark.parametrize(
    ("marks", "inside"),
    [
        ('ExcludeFromWebsite="1"', ""),
        ('ExcludeFromDirectory="1"', ""),
        ("", '<ResourceInfo AvailableForDirectory="0"/>'),
        ("", '<ResourceInfo AvailableForReferral="0"/>'),
    ],
)
def test_an_agency_that_is_not_for_the_public_hides_all_that_it_offers(cast, tmp_path, marks, inside):
    source = feeds.source_of(cast.downtown, "airs", at=NOON)
    bundle = read(tmp_path, agency(inside, marks=marks))

    run = feeds.prepare(source=source, bundle=bundle, file_name="feed.xml", by=None, at=NOON)
    feeds.apply(run=run, by=None, at=NOON)

    assert not any(model.objects.get().is_public for model in (Agency, Service, Location))


def test_a_shelter_whose_address_is_withheld_is_found_without_its_place(cast, tmp_path):
    own = f"<AgencyLocation><Name/>{PLACE}</AgencyLocation>"
    source = feeds.source_of(cast.downtown, "airs", at=NOON)
    bundle = read(tmp_path, agency(own + POINT, sites=site(address=WITHHELD + POINT)))

    run = feeds.prepare(source=source, bundle=bundle, file_name="feed.xml", by=None, at=NOON)
    feeds.apply(run=run, by=None, at=NOON)

    shown = next(published.read(published.services()))
    assert not shown.places
    assert not Location.objects.filter(is_public=True).exists()
    assert [one.reason for one in bundle.refused] == ["withheld"]


def test_who_keeps_the_record_at_the_source_is_not_for_the_public(cast, tmp_path):
    keeper = '<ResourceInfo><Contact Type="Resource Specialist"><Title>Data desk</Title><Email><Address>desk@example.org</Address></Email><Phone TollFree="0" Confidential="0"><PhoneNumber>204-555-0199</PhoneNumber></Phone></Contact></ResourceInfo>'
    source = feeds.source_of(cast.downtown, "airs", at=NOON)

    run = feeds.prepare(source=source, bundle=read(tmp_path, agency(keeper)), file_name="feed.xml", by=None, at=NOON)
    feeds.apply(run=run, by=None, at=NOON)

    assert (ContactPoint.objects.get().email, ContactPoint.objects.get().is_public) == ("desk@example.org", False)
    assert (Phone.objects.get().number, Phone.objects.get().is_public) == ("204-555-0199", False)


def test_a_number_that_is_withheld_and_a_record_that_is_no_more_are_told(tmp_path):
    withheld = '<Phone TollFree="0" Confidential="1"><ReasonWithheld>Safety</ReasonWithheld></Phone>'
    bundle = read(
        tmp_path,
        agency(withheld, sites=site() + site(key=8, marks='delete="1"', services=service(key=9))),
        agency(key=7, marks='delete="1"'),
        agency(key=6, sites=site(key=5, services=service(key=4, marks='delete="1"'))),
    )

    assert [(one.table, one.reason) for one in bundle.refused] == [
        ("phone", "withheld"),
        ("location", "deleted"),
        ("organization", "deleted"),
        ("service", "deleted"),
    ]
    assert list(bundle.rows["service"]) == ["3"]


def test_an_agency_says_who_it_is(tmp_path):
    inside = (
        "<AKA><Name>The House</Name><Confidential>0</Confidential></AKA><AKA><Name>Old name</Name><Confidential>1</Confidential></AKA>"
        "<URL><Address>example.org</Address></URL><URL><Address>example.org/fr</Address><Note>French</Note></URL>"
        "<SocialMedia><SocialMediaHandle>https://social.example/house</SocialMediaHandle></SocialMedia>"
        "<Email><Address>a@example.org</Address></Email><Email><Address>b@example.org</Address></Email>"
        "<LicenseAccreditation><License>Accredited</License><LicensedBy>The province</LicensedBy></LicenseAccreditation>"
        "<IRSStatus>Charity</IRSStatus><SourceOfFunds>United Way</SourceOfFunds>"
    )
    bundle = read(tmp_path, agency(inside, marks='FEIN="12-345" YearInc="1981" LegalStatus="Society"'))

    row = bundle.rows["organization"]["1"]
    assert {
        key: row[key] for key in ("tax_id", "tax_status", "year_incorporated", "legal_status", "alternate_name")
    } == {
        "tax_id": "12-345",
        "tax_status": "Charity",
        "year_incorporated": 1981,
        "legal_status": "Society",
        "alternate_name": "The House",
    }
    assert row["extra"] == {"licenses": ["Accredited · The province"], "other_emails": ["b@example.org"]}
    assert [one["url"] for one in of(bundle, "url")] == ["http://example.org/fr", "https://social.example/house"]
    assert of(bundle, "funding") == [{"organization_id": "1", "source": "United Way"}]


def test_agencies_within_agencies_and_the_place_of_the_agency_itself(tmp_path):
    own = f"<AgencyLocation><Name/>{PLACE}</AgencyLocation>"
    child = agency(key=11, sites=site(key=12, services=service(key=13)))
    bundle = read(tmp_path, agency(own + POINT + child))

    assert bundle.rows["organization"]["11"]["parent_organization_id"] == "1"
    assert bundle.rows["service"]["13"]["organization_id"] == "11"
    place = bundle.rows["location"]["agency-1"]
    assert (place["name"], place["organization_id"], place["latitude"]) == ("Example House", "1", 49.9)
    assert [one["address_1"] for one in of(bundle, "address", location_id="agency-1")] == ["12 Example St"]


def test_service_groups_are_programs(tmp_path):
    group = "<ServiceGroup><Key>50</Key><Name>inside</Name><ProgramName>Head start</ProgramName></ServiceGroup>"
    bundle = read(tmp_path, agency(group, sites=site(services=service(marks='ServiceGroupKey="50"'))))

    assert of(bundle, "program") == [{"organization_id": "1", "name": "Head start"}]
    assert bundle.rows["service"]["3"]["program_id"] == "50"


def test_languages_of_a_site_and_of_a_service(tmp_path):
    words = "<Languages><Name>Cantonese</Name><Notes>on Tuesdays</Notes><Name>French, Cree</Name></Languages>"
    bundle = read(tmp_path, agency(sites=site(words, services=service("<Languages><Name>Tagalog</Name></Languages>"))))

    assert of(bundle, "language") == [
        {"location_id": "2", "name": "Cantonese", "note": "on Tuesdays"},
        {"location_id": "2", "name": "French"},
        {"location_id": "2", "name": "Cree"},
        {"service_id": "3", "name": "Tagalog"},
    ]


def test_hours_day_by_day_are_rules(tmp_path):
    day = "<From>09:00:00</From><To>12:00:00</To><From>13:00:00-06:00</From><To>17:00:00-06:00</To>"
    times = f"<TimeOpen><Monday>{day}</Monday><Tuesday>{day}</Tuesday><Saturday><From>00:00:00</From><To>00:00:00</To></Saturday><Notes>Ring twice</Notes></TimeOpen>"
    bundle = read(
        tmp_path,
        agency(sites=site(times.replace("Ring twice", "Whole house"), services=service(times))),
    )

    rules = of(bundle, "schedule", service_id="3")
    assert [(one["byday"], one["opens_at"], one["closes_at"], one["description"]) for one in rules] == [
        ("MO,TU", "09:00", "12:00", "Ring twice"),
        ("MO,TU", "13:00", "17:00", "Ring twice"),
        ("SA", "00:00", "24:00", "Ring twice"),
    ]
    assert {one["description"] for one in of(bundle, "schedule", location_id="2")} == {"Whole house"}


def test_hours_in_words_and_seasons(tmp_path):
    season = "<Seasonal><Description>Winter</Description><StartDate>2026-11-01</StartDate><EndDate>2027-03-31</EndDate></Seasonal>"
    vague = "<Seasonal><StartDate>November</StartDate><EndDate>March</EndDate></Seasonal>"
    bundle = read(
        tmp_path,
        agency(
            sites=site(
                services=service(f"<TimeOpen><Notes>Mon-Fri 9am-5pm</Notes></TimeOpen>{season}") + service(vague, key=4)
            )
        ),
    )

    first, second = of(bundle, "schedule", service_id="3")[0], of(bundle, "schedule", service_id="4")[0]
    assert (first["byday"], first["valid_from"], first["valid_to"], first["notes"]) == (
        "MO,TU,WE,TH,FR",
        "2026-11-01",
        "2027-03-31",
        "Winter",
    )
    assert second["notes"] == "November – March"


def test_whom_a_service_is_for(tmp_path):
    words = (
        "<GeneralEligibility>Anyone in need</GeneralEligibility><OtherRequirements>Sober</OtherRequirements>"
        '<AgeRequirements Gender="Female" MinimumAge="16" MaximumAge="24">Youth</AgeRequirements>'
        '<AgeRequirements MinimumAge="18">Adults</AgeRequirements><FamilyRequirements>With children</FamilyRequirements>'
        "<IncomeRequirements>Under $30,000</IncomeRequirements><ResidencyRequirements>Of Winnipeg</ResidencyRequirements>"
    )
    bundle = read(tmp_path, agency(sites=site(services=service(words))))

    row = bundle.rows["service"]["3"]
    assert row["eligibility_description"].splitlines() == [
        "Anyone in need",
        "Sober",
        "Youth (Female)",
        "Adults",
        "With children",
        "Under $30,000",
        "Of Winnipeg",
    ]
    assert (row["minimum_age"], row.get("maximum_age")) == (16, None)


def test_how_to_get_it_what_to_bring_and_how_to_pay(tmp_path):
    words = (
        "<ApplicationProcess><Step>Call</Step><Description>mornings</Description></ApplicationProcess>"
        "<ApplicationProcess><Step>Come in</Step></ApplicationProcess>"
        "<DocumentsRequired><DocumentsRequired>Health card</DocumentsRequired><Description>or a copy</Description></DocumentsRequired>"
        "<DocumentsRequired><DocumentsRequired>Lease</DocumentsRequired></DocumentsRequired>"
        "<FeeStructure>Free</FeeStructure><PaymentMethodAccepted>Cash</PaymentMethodAccepted>"
    )
    bundle = read(tmp_path, agency(sites=site(services=service(words))))

    assert bundle.rows["service"]["3"]["application_process"] == "Call: mornings\nCome in"
    assert [one["document"] for one in of(bundle, "required_document")] == ["Health card (or a copy)", "Lease"]
    assert [one["option"] for one in of(bundle, "cost_option")] == ["Cash"]


def test_every_code_of_a_taxonomy_and_every_area(tmp_path):
    words = (
        "<Taxonomy><Code>BH-1800</Code><Code>YJ-8750</Code></Taxonomy><Taxonomy><Code>BH-1800</Code></Taxonomy>"
        "<GeographicAreaServed><City>Winnipeg</City><State>MB</State></GeographicAreaServed>"
        "<GeographicAreaServed><ZipCode>R3C</ZipCode><ZipCode>R3B</ZipCode><Description>Downtown</Description></GeographicAreaServed>"
    )
    bundle = read(tmp_path, agency(sites=site(services=service(words))))

    assert [one["taxonomy_term_id"] for one in of(bundle, "attribute")] == ["BH-1800", "YJ-8750"]
    assert [one["name"] for one in of(bundle, "service_area")] == ["Winnipeg, MB", "R3C", "R3B"]


def test_what_is_no_longer_in_use_is_not_shown_as_if_it_were(tmp_path):
    closed = site(key=20, marks='Status="defunct"', services=service(key=21) + service(key=3))
    bundle = read(
        tmp_path,
        agency(sites=closed + site(services=service() + service(key=4, marks='Status="inactive"'))),
        agency(key=30, marks='Status="inactive"', sites=site(key=31, services=service(key=32))),
    )

    assert {key: row["status"] for key, row in bundle.rows["service"].items()} == {
        "21": "defunct",
        "3": "active",
        "4": "inactive",
        "32": "inactive",
    }
    assert "20" not in {one["location_id"] for one in of(bundle, "service_at_location")}
    assert [one.reason for one in bundle.refused] == ["not_in_use", "not_in_use"]


def test_a_service_at_two_sites_has_the_hours_of_each(tmp_path):
    def hours(opens):
        return f"<TimeOpen><Monday><From>{opens}:00:00</From><To>17:00:00</To></Monday></TimeOpen>"

    bundle = read(
        tmp_path, agency(sites=site(services=service(hours("09"))) + site(key=5, services=service(hours("11"))))
    )

    tie = next(key for key, row in bundle.rows["service_at_location"].items() if row["location_id"] == "5")
    assert [one["opens_at"] for one in of(bundle, "schedule", service_id="3")] == ["09:00"]
    assert [one["opens_at"] for one in of(bundle, "schedule", service_at_location_id=tie)] == ["11:00"]


def test_a_place_that_is_nowhere_and_how_to_find_the_others(tmp_path):
    nowhere = "<NoPhysicalAddress><Description>A line</Description><Explanation>By telephone</Explanation></NoPhysicalAddress>"
    found = "<CrossStreet>Main and Third</CrossStreet><PhysicalLocationDescription>Blue door</PhysicalLocationDescription><BusServiceAccess>16</BusServiceAccess><DisabilitiesAccess>Ramp</DisabilitiesAccess><Email><Address>s@example.org</Address></Email>"
    bundle = read(tmp_path, agency(sites=site(found) + site(key=8, address=nowhere, services="")))

    place, line = bundle.rows["location"]["2"], bundle.rows["location"]["8"]
    assert (place["description"], place["transportation"]) == ("Blue door\nMain and Third", "16")
    assert (line["location_type"], line["description"]) == ("virtual", "A line\nBy telephone")
    assert of(bundle, "accessibility") == [{"location_id": "2", "description": "Ramp"}]
    assert of(bundle, "contact", location_id="2") == [{"location_id": "2", "email": "s@example.org"}]


def test_the_names_of_3_1_are_in_a_space_of_their_own(tmp_path):
    bundle = read(tmp_path, agency(), space=' xmlns="http://www.airs.org/schema/3_1/AIRS.xsd"')

    assert list(bundle.rows["service"]) == ["3"]
