#!/usr/bin/env python3
"""Walks every route as a client of the published API would, as BASIC and as PRO.

Written from the published contract alone, with the standard library alone: what it expects is what such a
client relies on. Usage: walk.py BASE_URL PROXY_SECRET. Prints one line per check; exits 1 if any fails.
"""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

BASE, SECRET = sys.argv[1].rstrip("/"), sys.argv[2]
FAILURES = []
RECORD_STRINGS = (
    "kr_name inci_name old_name origin_definition cas_numbers ec_numbers purposes regulation_status limit_value "
    "mfds_classification kcia_proviso created_at updated_at"
).split()
MARKETS = "한국 EU 중국 미국 일본 아세안 대만 브라질 아르헨티나 캐나다".split()


def call(path, tier, user, method="GET", headers=None, is_patient=True, body=None, **parameters):
    """Status, headers and decoded body of one request. A patient caller waits when told to."""
    query = urllib.parse.urlencode(parameters)
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{BASE}{path}{'?' + query if query else ''}", data=sent, method=method)
    if sent is not None:
        request.add_header("Content-Type", "application/json")
    request.add_header("X-RapidAPI-Proxy-Secret", SECRET)
    request.add_header("X-RapidAPI-Subscription", tier)
    request.add_header("X-RapidAPI-User", user)
    for name, value in (headers or {}).items():
        request.remove_header(name)
        request.add_header(name, value)
    try:
        answer = urllib.request.urlopen(request, timeout=20)
    except urllib.error.HTTPError as error:
        answer = error
    got = answer.read()
    if answer.status == 429 and is_patient:
        time.sleep(int(answer.headers["Retry-After"]))
        return call(path, tier, user, method, headers, is_patient, body, **parameters)
    return answer.status, answer.headers, json.loads(got) if got else None


def check(what, holds, seen=None):
    print(("ok   " if holds else "FAIL ") + what + ("" if holds else f": {str(seen)[:400]}"))
    if not holds:
        FAILURES.append(what)


def is_record(record):
    return isinstance(record["code"], int) and all(isinstance(record[field], str) for field in RECORD_STRINGS)


def is_list(body, cap):
    return (
        body["success"] is True
        and body["count"] == len(body["data"]) <= cap
        and body["total"] >= body["count"]
        and all(is_record(record) for record in body["data"])
        and body["data_source"]
        and body["disclaimer"]
        and body["dataset"]["version"]
    )


def is_problem(status, headers, body, expected):
    return (
        status == expected == body["status"]
        and headers["Content-Type"] == "application/problem+json"
        and body["success"] is False
        and all(body[field] for field in ("type", "title", "detail", "instance", "code", "request_id"))
    )


def lookups(tier, cap):
    user = f"lookups-{tier}"
    for path, query, code in (
        ("inci", "niacinamide", 1941),
        ("inci", "Retinol", 5489),
        ("kr", "나이아신아마이드", 1941),
        ("kr", "레티놀", 5489),
        ("cas", "98-92-0", 1941),
        ("ec", "202-713-4", 1941),
    ):
        status, _, body = call(f"/v1/ingredient/{path}", tier, user, q=query)
        check(f"{tier} {path} {query}", status == 200 and is_list(body, cap) and body["data"][0]["code"] == code, body)
    status, _, body = call("/v1/ingredient/inci", tier, user, query="sodium", page=1)
    check(f"{tier} query= is q=, capped at {cap}", status == 200 and is_list(body, cap) and body["count"] == cap, body)
    status, _, body = call("/v1/ingredient/9", tier, user)
    check(f"{tier} one record", status == 200 and is_record(body["data"]) and body["data"]["code"] == 9, body)
    hidden = set(body["data"]["masked"])
    wanted = {"limit_value"} <= hidden if tier == "BASIC" else "limit_value" not in hidden
    check(f"{tier} masks as its plan says", wanted and all(body["data"].get(f, "") == "" for f in hidden), hidden)
    status, headers, body = call("/v1/ingredient/4294967295", tier, user)
    check(f"{tier} no such record", is_problem(status, headers, body, 404), body)
    status, headers, body = call("/v1/ingredient/abc", tier, user)
    check(f"{tier} no number", is_problem(status, headers, body, 400), body)


def surroundings(tier):
    user = f"surroundings-{tier}"
    _, _, body = call("/v1/functions", tier, user)
    check(
        f"{tier} functions",
        body["count"] == len(body["data"]) > 50 and all(f["code"] and f["name_en"] and f["name_ko"] for f in body["data"]),
        body,
    )
    _, _, body = call("/v1/markets", tier, user)
    shown = [market["code"] for market in body["data"] if market["is_in_plan"]]
    names = [market["name_ko"] for market in body["data"]]
    check(f"{tier} markets", names == MARKETS and shown == ([] if tier == "BASIC" else ["KR", "EU"]), body)
    _, _, body = call("/v1/dataset", tier, user)
    _, _, statistics = call("/v1/stats", tier, user)
    counted = body["data"]["counts"]["ingredients"] == statistics["data"]["total_ingredients"]
    check(f"{tier} data set", counted and body["data"]["digest"] == body["dataset"]["digest"], body)
    drawn = [call("/v1/ingredient/random", tier, user)[2]["data"] for _ in range(5)]
    check(f"{tier} random", all(map(is_record, drawn)) and len({record["code"] for record in drawn}) > 1, drawn)


def one_box(tier, cap):
    user = f"one-box-{tier}"
    status, _, body = call("/v1/suggest", tier, user, q="niac")
    names = [entry["name"] for entry in body["data"]]
    check(f"{tier} suggest", status == 200 and "Niacinamide" in names and len(names) <= 10, body)
    status, _, body = call("/v1/search", tier, user, q="niacinamide", mode="exact")
    hit = body["data"][0]
    check(
        f"{tier} exact search explains itself",
        status == 200
        and is_record(hit["ingredient"])
        and hit["ingredient"]["code"] == 1941
        and hit["match"]["mode"] == "exact"
        and hit["match"]["ranges"]["chars"] == [[0, len(hit["match"]["name"])]],
        body,
    )
    status, headers, body = call("/v1/search", tier, user, q="niacinamid")
    if tier == "BASIC":
        check("BASIC one box is refused and says who may", is_problem(status, headers, body, 403) and "PRO" in str(body), body)
        return
    check(f"{tier} one box", status == 200 and body["data"][0]["ingredient"]["code"] == 1941, body)
    for query in ("nicainamide", "나이아신아마읻", "98-92-0", "ㅜㅑㅁ챠ㅜ므ㅑㅇㄷ"):
        _, _, body = call("/v1/search", tier, user, q=query)
        check(f"{tier} one box {query}", body["data"] and body["data"][0]["ingredient"]["code"] == 1941, body)
    _, _, first = call("/v1/search", tier, user, q="extract", mode="contains", limit=5)
    _, _, second = call("/v1/search", tier, user, q="extract", mode="contains", limit=5, cursor=first["next_cursor"])
    seen = [hit["ingredient"]["code"] for hit in first["data"] + second["data"]]
    check(f"{tier} a cursor goes on", len(set(seen)) == 10 and first["total"] == second["total"], seen)
    status, headers, body = call("/v1/search", tier, user, q="water", cursor=first["next_cursor"])
    check(f"{tier} a cursor of another request", is_problem(status, headers, body, 400), body)


def labels(tier):
    user = f"labels-{tier}"
    label = {"text": "전성분: 정제수, Glycerin, Niacinamide (5%), Retnol*. *encapsulated", "markets": ["EU", "KR", "JP"]}
    status, headers, body = call("/v1/labels/resolve", tier, user, method="POST", body=label)
    names = {"queries": ["Retinol", "98-92-0", "물건", "98-92-1"]}
    if tier == "BASIC":
        check("BASIC labels are refused", is_problem(status, headers, body, 403), body)
        status, headers, body = call("/v1/ingredients/lookup", tier, user, method="POST", body=names)
        check("BASIC batches are refused", is_problem(status, headers, body, 403), body)
        return
    report = body["data"]
    codes = [item["ingredient"] and item["ingredient"]["code"] for item in report["items"]]
    check(f"{tier} label", status == 200 and codes == [2700, 1013, 1941, 5489], codes)
    for item in report["items"]:
        start, end = item["span"]["chars"]
        check(f"{tier} span of {item['text']}", label["text"][start:end] == item["text"] and set(item["markets"]) == {"EU", "KR", "JP"}, item)
    retinol = report["items"][3]
    check(
        f"{tier} an item",
        retinol["edits"] == 1
        and 0 < retinol["confidence"] <= 1
        and retinol["marks"]
        and retinol["markets"]["EU"]["references"]
        and retinol["markets"]["KR"]["status"] == "unknown"
        and retinol["markets"]["JP"]["status"] == "outside_plan",
        retinol,
    )
    check(f"{tier} summary", report["summary"]["mentions"] == 4 == report["summary"]["resolved"], report["summary"])
    two = {"labels": [{"id": "a", "text": "Water"}, {"id": "b", "text": "Aqua"}]}
    status, headers, body = call("/v1/labels/resolve", tier, user, method="POST", body=two)
    check(f"{tier} too many labels", is_problem(status, headers, body, 403) and body["code"] == "plan_limit", body)
    status, headers, body = call("/v1/labels/resolve", tier, user, method="POST", body={"txt": "Water"})
    check(f"{tier} an unknown member", is_problem(status, headers, body, 422) and body["errors"], body)
    status, _, body = call("/v1/ingredients/lookup", tier, user, method="POST", body=names)
    answers = [(entry["query"], entry["status"]) for entry in body["data"]]
    expected = list(zip(names["queries"], ("found", "found", "not_found", "invalid")))
    check(f"{tier} batch", status == 200 and answers == expected, answers)
    status, headers, body = call("/v1/ingredients/lookup", tier, user, method="POST", body={"queries": ["Water"] * 21})
    check(f"{tier} too many names", is_problem(status, headers, body, 403) and body["code"] == "plan_limit", body)


def statuses(tier, cap):
    user = f"statuses-{tier}"
    _, _, statistics = call("/v1/stats", tier, user)
    counts = statistics["data"]["by_status"]
    check(f"{tier} stats", statistics["data"]["by_regulation_status"] == counts, statistics)
    total = statistics["data"]["total_ingredients"]
    check(f"{tier} stats add up", sum(counts.values()) == total > 0 and statistics["data"]["api_version"], counts)
    for status_name in ("Prohibited", "restricted", "Restricted / Prohibited", "Not Listed"):
        status, _, body = call("/v1/ingredient/status", tier, user, s=status_name)
        named = next(name for name in counts if name.lower() == status_name.lower())
        pages = -(-counts[named] // cap)
        check(
            f"{tier} status {status_name}",
            status == 200
            and is_list(body, cap)
            and body["page"] == 1
            and body["total_items"] == counts[named] == body["total"]
            and body["total_pages"] == pages
            and all(record["regulation_status"] == named for record in body["data"]),
            body,
        )
    status, _, body = call("/v1/ingredient/status", tier, user, s="Not Listed", page=999_999)
    check(f"{tier} past the last page", status == 200 and body["data"] == [] and body["count"] == 0, body)
    for parameters in ({"s": "Not Listed", "page": 0}, {"s": "Allowed"}, {}):
        status, headers, body = call("/v1/ingredient/status", tier, user, **parameters)
        check(f"{tier} status {parameters} is refused", is_problem(status, headers, body, 400), body)


def paid(tier, cap):
    user = f"paid-{tier}"
    status, headers, body = call("/v1/ingredient/search", tier, user, q="hyaluron", field="inci")
    if tier == "BASIC":
        check("BASIC search is refused and says who may", is_problem(status, headers, body, 403) and "PRO" in str(body), body)
    else:
        found = status == 200 and is_list(body, cap)
        check(f"{tier} search", found and all("hyaluron" in json.dumps(r["names"]).lower() for r in body["data"]), body)
        status, _, body = call("/v1/ingredient/search", tier, user, q="%", field="all")
        check(f"{tier} one character is too short", status == 400, body)
        status, _, body = call("/v1/ingredient/search", tier, user, q="__", field="all")
        check(f"{tier} no wildcards", status == 200 and body["total"] == 0, body)
    status, headers, body = call("/v1/ingredient/5489/regulations", tier, user)
    if tier == "BASIC":
        check("BASIC regulations are refused", is_problem(status, headers, body, 403), body)
        return
    regulations(tier, user)


def regulations(tier, user):
    _, _, body = call("/v1/ingredient/5489/regulations", tier, user)
    check(
        f"{tier} regulations of retinol",
        body["success"] is True
        and body["ingredient"]["code"] == 5489
        and body["count"] == len(body["data"]) > 0
        and body["result_status"] == "listed"
        and body["result_note"] is None
        and body["country"] is None
        and body["available_countries"] == [m for m in MARKETS if m in body["available_countries"]]
        and body["markets_listed"] == ["EU"],
        body,
    )
    entry = body["data"][0]
    check(
        f"{tier} an entry",
        entry["country_code"] == "EU"
        and entry["regulate_type"] in ("금지", "제한")
        and entry["source_type"] in ("ban", "limit", "colourant", "preservative", "uv_filter")
        and entry["reference"].startswith("EU ")
        and entry["limits"] == [],
        entry,
    )
    for country, expected in (("eu", "listed"), ("European Union", "listed"), ("한국", "unknown"), ("", "listed")):
        _, _, body = call("/v1/ingredient/5489/regulations", tier, user, country=country)
        check(f"{tier} country={country!r} is {expected}", body["result_status"] == expected, body)
    _, _, body = call("/v1/ingredient/5489/regulations", tier, user, country="CA")
    check(f"{tier} a market outside the plan", body["result_status"] == "outside_plan", body)
    _, _, body = call("/v1/ingredient/2700/regulations", tier, user)
    check(f"{tier} water is not listed", body["result_status"] == "not_listed" and body["result_note"], body)
    status, headers, body = call("/v1/ingredient/5489/regulations", tier, user, country="Atlantis")
    check(f"{tier} an unknown country", is_problem(status, headers, body, 400) and "EU" in str(body), body)


def refusals():
    user = "refusals"
    for parameters in ({"q": "a"}, {"q": "water", "colour": "red"}, {"q": "water", "query": "aqua"}, {}, {"q": "wa\0ter"}):
        status, headers, body = call("/v1/ingredient/inci", "PRO", user, **parameters)
        check(f"{parameters} is refused", is_problem(status, headers, body, 400) and body["errors"], body)
    status, headers, body = call("/v1/ingredient/9", "PRO", user, method="POST")
    check("POST is not allowed", is_problem(status, headers, body, 405) and "GET" in headers["Allow"], body)
    status, headers, body = call("/v1/nothing", "PRO", user)
    check("no such route", is_problem(status, headers, body, 404), body)
    wrong = {"X-rapidapi-proxy-secret": "not the secret at all"}
    status, headers, body = call("/v1/ingredient/9", "PRO", user, headers=wrong)
    check("a wrong secret", is_problem(status, headers, body, 403), body)
    answers = [call("/v1/ingredient/9", "BASIC", "hasty", is_patient=False) for _ in range(40)]
    refused = [(status, headers, body) for status, headers, body in answers if status == 429]
    check("a hasty caller is slowed down", 0 < len(refused) < 40, [status for status, _, _ in answers])
    if refused:
        status, headers, body = refused[0]
        check("429 says when", is_problem(status, headers, body, 429) and int(headers["Retry-After"]) >= 1, headers)
    status, headers, body = call("/v1/ingredient/9", "BASIC", "somebody-else")
    check("and nobody else is", status == 200, body)
    status, _, body = call("/health", "BASIC", user)
    check("health", status == 200 and body["status"] == "healthy" and body["version"] and body["timestamp"], body)


for tier, cap in (("BASIC", 10), ("pro", 30)):
    lookups(tier.upper(), cap)
    surroundings(tier.upper())
    statuses(tier.upper(), cap)
    paid(tier.upper(), cap)
    one_box(tier.upper(), cap)
    labels(tier.upper())
refusals()
print(f"{len(FAILURES)} failed")
sys.exit(1 if FAILURES else 0)
