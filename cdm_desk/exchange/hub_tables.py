"""The tables of a hub and who may do what with them: made once, by somebody who may make databases.

Workstations may add and read, and change nothing. What is to go is removed by one function that looks at its age; the
function is its owner's, who has no password.
"""

import secrets
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from cdm_desk.exchange.hub_calls import SCHEMA, as_os_error, conninfo

KEEPER: Final = "cdm_keeper"
WORKSTATION: Final = "cdm_workstation"
READER: Final = "cdm_reader"
LOGINS: Final = {"cdm_desk": WORKSTATION, "cdm_reports": READER}

_PATIENCE: Final = 20.0
_LOCK: Final = 0x63646D31

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS site (
    site bytea PRIMARY KEY CHECK (length(site) = 16),
    marker bytea NOT NULL CHECK (length(marker) BETWEEN 1 AND 4096),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE IF NOT EXISTS frame (
    site bytea NOT NULL CHECK (length(site) = 16),
    lane text NOT NULL CHECK (lane IN ('q', 'r')),
    period text NOT NULL CHECK (period ~ '^[0-9]{6}([0-9]{2})?$'),
    run uuid NOT NULL,
    no bigint NOT NULL CHECK (no > 0),
    hash bytea NOT NULL CHECK (hash = sha256(raw)),
    raw bytea NOT NULL CHECK (length(raw) <= 1048576),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (site, lane, period, run, no, hash)
);
CREATE TABLE IF NOT EXISTS once (
    site bytea NOT NULL CHECK (length(site) = 16),
    folder text NOT NULL CHECK (length(folder) <= 64),
    name text NOT NULL CHECK (length(name) <= 64),
    body bytea NOT NULL CHECK (length(body) <= 67108864),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (site, folder, name)
);
CREATE INDEX IF NOT EXISTS once_by_name ON once (name) WHERE folder = 'once';
ALTER TABLE frame ALTER raw SET STORAGE EXTERNAL;
ALTER TABLE once ALTER body SET STORAGE EXTERNAL;
CREATE OR REPLACE VIEW snapshot WITH (security_barrier) AS SELECT site, name, body, at FROM once WHERE folder = 'snap';
CREATE OR REPLACE FUNCTION forget(wanted_site bytea, wanted text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cdm_desk, pg_temp AS $$
DECLARE
    parts text[] := string_to_array(wanted, '/');
    gone bigint := 0;
    today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
BEGIN
    IF parts[1] IN ('snap', 'check') AND cardinality(parts) = 2 THEN
        DELETE FROM once WHERE site = wanted_site AND folder = parts[1] AND name = parts[2];
    ELSIF parts[1] = 'once' AND cardinality(parts) = 2 THEN
        -- What a founding left that came to nothing; anything older was decided for good.
        DELETE FROM once WHERE site = wanted_site AND folder = 'once' AND name = parts[2]
            AND at > clock_timestamp() - interval '10 minutes';
    ELSIF (parts[1] = 'q' AND parts[2] < to_char(today - 1, 'YYYYMMDD'))
        OR (parts[1] = 'r' AND parts[2] < to_char(today - 35, 'YYYYMM')) THEN
        IF cardinality(parts) = 3 AND parts[3] ~ '^[0-9a-f]{32}\\.log$' THEN
            DELETE FROM frame WHERE site = wanted_site AND lane = parts[1] AND period = parts[2]
                AND run = left(parts[3], 32)::uuid;
        ELSIF cardinality(parts) >= 3 THEN
            DELETE FROM once WHERE site = wanted_site AND name = parts[cardinality(parts)]
                AND folder = array_to_string(parts[1:cardinality(parts) - 1], '/');
        ELSE
            DELETE FROM once WHERE site = wanted_site AND folder IN (wanted, wanted || '/claim');
            DELETE FROM frame WHERE site = wanted_site AND lane = parts[1] AND period = parts[2];
        END IF;
    ELSE
        RAISE EXCEPTION 'not old enough to go: %', wanted USING ERRCODE = 'insufficient_privilege';
    END IF;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubMade:
    """The addresses that a hub was made with: of the workstations, and of whoever reads the figures of all sites.

    Each holds a password, told once; None where the login was there already.
    """

    url: str | None = field(repr=False)
    reader_url: str | None = field(repr=False)


def make_hub(url: str) -> HubMade:
    """Make the tables, roles and logins of a hub where they are missing; `url` is that of an administrator.

    Raises OSError, and HubAddressError for an address that is none.
    """
    try:
        with psycopg.connect(conninfo(url, _PATIENCE)) as line:
            line.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            passwords = {login: _made_login(line, login) for login in LOGINS}
            _make_tables(line)
    except psycopg.Error as fault:
        raise as_os_error(fault) from fault
    made = {login: None if word is None else _with_login(url, login, word) for login, word in passwords.items()}
    return HubMade(url=made["cdm_desk"], reader_url=made["cdm_reports"])


def _make_tables(line: psycopg.Connection) -> None:
    for role in (KEEPER, WORKSTATION, READER):
        if not _exists(line, role):
            line.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
    line.execute(f"GRANT {KEEPER} TO CURRENT_USER")  # so that who is no superuser can give the tables away
    line.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {KEEPER}")
    line.execute(f"SET LOCAL ROLE {KEEPER}")
    line.execute(f"SET LOCAL search_path = {SCHEMA}")
    line.execute(_TABLES)
    line.execute("REVOKE ALL ON FUNCTION forget(bytea, text) FROM PUBLIC")
    line.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {WORKSTATION}, {READER}")
    line.execute(f"GRANT SELECT, INSERT ON site, frame, once TO {WORKSTATION}")
    line.execute(f"GRANT EXECUTE ON FUNCTION forget(bytea, text) TO {WORKSTATION}")
    line.execute(f"GRANT SELECT ON site, frame, once TO {READER}")
    line.execute("RESET ROLE")
    for login, role in LOGINS.items():
        line.execute(f"GRANT {role} TO {login}")


def _made_login(line: psycopg.Connection, login: str) -> str | None:
    if _exists(line, login):
        return None
    password = secrets.token_urlsafe(24)
    query = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(login), sql.Literal(password))
    line.execute(query)
    return password


def _exists(line: psycopg.Connection, role: str) -> bool:
    return line.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is not None


def _with_login(url: str, login: str, password: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(login)}:{quote(password, safe='')}@{host}"))
