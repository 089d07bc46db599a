-- The tables of a ledger. They only grow: a trigger on each refuses UPDATE and DELETE. Integers
-- named `n` are row numbers of this file; ids are content hashes and the same in every file.
-- Days are written YYYY-MM-DD, instants in UTC as YYYY-MM-DDTHH:MM:SSZ.

CREATE TABLE operation (           -- who changed the record, when and why
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,         -- hash of parents, author, instant, kind, reason and entries
  kind TEXT NOT NULL,              -- ingest | decide
  author TEXT NOT NULL,
  instant TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE TABLE operation_parent (    -- the operations it was made on top of
  operation INTEGER NOT NULL REFERENCES operation,
  parent INTEGER NOT NULL REFERENCES operation,
  PRIMARY KEY (operation, parent)
) STRICT, WITHOUT ROWID;
CREATE INDEX operation_parent_parent ON operation_parent (parent);
CREATE TABLE entry (               -- what an operation brought, in order
  operation INTEGER NOT NULL REFERENCES operation,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,              -- reading | decision
  item BLOB NOT NULL,              -- id of the reading or the decision
  PRIMARY KEY (operation, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_item ON entry (item);

CREATE TABLE dispatch (            -- where a text came from
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  published TEXT,                  -- day; NULL when unknown
  published_basis TEXT NOT NULL,   -- given | text | metadata | unknown
  outlet TEXT,                     -- name
  outlet_id TEXT,                  -- id in the world's tables
  title TEXT,
  url TEXT,
  path TEXT,
  language TEXT NOT NULL
) STRICT;
CREATE INDEX dispatch_url ON dispatch (url) WHERE url IS NOT NULL;

CREATE TABLE dispatch_text (       -- apart, so that heads lie close together
  dispatch INTEGER PRIMARY KEY REFERENCES dispatch,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE reading (             -- what one reader made of a dispatch
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,         -- hash of the dispatch's id and its claims' contents
  dispatch INTEGER NOT NULL REFERENCES dispatch
) STRICT;
CREATE INDEX reading_dispatch ON reading (dispatch);
CREATE TABLE reading_claim (
  reading INTEGER NOT NULL REFERENCES reading,
  ordinal INTEGER NOT NULL,        -- order in the text
  claim INTEGER NOT NULL REFERENCES claim,
  restates INTEGER,                -- ordinal of the earlier claim it tells again
  PRIMARY KEY (reading, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE actor (
  n INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,        -- id in the world's tables, else the name
  id TEXT,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent TEXT                      -- key of the organisation it is part of
) STRICT;
CREATE TABLE place (
  n INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,        -- id in the world's tables, else the name
  id TEXT,
  name TEXT NOT NULL,
  feature TEXT NOT NULL,
  country TEXT,
  admin1 TEXT,
  latitude REAL,
  longitude REAL
) STRICT;
CREATE TABLE place_name (          -- every name a place was met under
  place INTEGER NOT NULL REFERENCES place,
  name TEXT NOT NULL,
  PRIMARY KEY (place, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE source (              -- a link of a chain of voices, as described
  n INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  kind TEXT NOT NULL,              -- named | anonymous | outlet
  actor INTEGER REFERENCES actor,
  name TEXT,
  description TEXT,
  anonymity TEXT
) STRICT;

CREATE TABLE claim (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  content INTEGER NOT NULL,        -- first bytes of the hash of everything below: tells apart what two readers made of the same words
  dispatch INTEGER NOT NULL REFERENCES dispatch,
  published TEXT,                  -- the dispatch's, repeated here for queries
  type TEXT NOT NULL,
  state TEXT,
  means TEXT,
  modality TEXT NOT NULL,
  speech TEXT NOT NULL,
  first TEXT,                      -- first possible day
  last TEXT,                       -- last possible day
  approximate INTEGER NOT NULL,
  time_basis TEXT NOT NULL,        -- explicit | carried | publication | unknown
  extent TEXT,                     -- words
  extent_min REAL,
  extent_max REAL,
  rule TEXT NOT NULL,
  start INTEGER NOT NULL,          -- first byte of the evidence in the dispatch's text
  stop INTEGER NOT NULL,           -- one past its last byte
  packed BLOB NOT NULL             -- what the ladder weighs of the tables below and of the words around it, so that it is read at once; `verify` recomputes it
) STRICT;
-- The first bytes of an id find its claim, and make a smaller index than whole ids; the writer sees
-- to it that (id, content) stands once.
CREATE INDEX claim_id ON claim (substr(id, 1, 8));
CREATE TABLE claim_evidence (      -- the stretches of the evidence, when there are several
  claim INTEGER NOT NULL REFERENCES claim,
  ordinal INTEGER NOT NULL,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  PRIMARY KEY (claim, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE claim_number (        -- counts as said; NULL where open
  claim INTEGER NOT NULL REFERENCES claim,
  what TEXT NOT NULL,              -- killed | wounded | displaced | count
  least INTEGER,
  most INTEGER,
  PRIMARY KEY (claim, what)
) STRICT, WITHOUT ROWID;
CREATE TABLE claim_actor (
  claim INTEGER NOT NULL REFERENCES claim,
  role TEXT NOT NULL,              -- agent | target
  ordinal INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actor,
  PRIMARY KEY (claim, role, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE claim_place (
  claim INTEGER NOT NULL REFERENCES claim,
  ordinal INTEGER NOT NULL,
  place INTEGER NOT NULL REFERENCES place,
  role TEXT NOT NULL,
  modifier TEXT,
  PRIMARY KEY (claim, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_place_place ON claim_place (place, claim);
CREATE TABLE claim_source (        -- the chain of voices: 0 is the innermost, the outlet is last
  claim INTEGER NOT NULL REFERENCES claim,
  ordinal INTEGER NOT NULL,
  source INTEGER NOT NULL REFERENCES source,
  stance TEXT NOT NULL,
  start INTEGER, stop INTEGER,               -- the words that name it
  cue_start INTEGER, cue_stop INTEGER,       -- the words that make it a source
  medium_start INTEGER, medium_stop INTEGER, -- where it was said
  PRIMARY KEY (claim, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE claim_control (       -- what follows for who holds what
  claim INTEGER NOT NULL REFERENCES claim,
  ordinal INTEGER NOT NULL,
  place INTEGER NOT NULL REFERENCES place,
  actor INTEGER REFERENCES actor,
  change TEXT NOT NULL,            -- gains | loses | holds | contests | besieges
  PRIMARY KEY (claim, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (            -- what a person, or a machine that signs, decided
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  author TEXT NOT NULL,
  instant TEXT NOT NULL,
  kind TEXT NOT NULL,              -- review | judgement | event | override | undo
  subject TEXT NOT NULL,           -- claim, place or decision it is about
  object TEXT,                     -- the other claim of a judgement, the holder of an override
  value TEXT NOT NULL,             -- accept, reject, same, held, ...
  first TEXT, last TEXT,           -- days an override is about, inclusive; NULL where open
  blind INTEGER NOT NULL,          -- 1 when made without seeing earlier decisions
  took INTEGER,                    -- milliseconds from showing to deciding; NULL when not measured
  previous TEXT,                   -- what it replaces: the review before it, or the fields an edit changes
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX decision_subject ON decision (subject);

-- Views for people who ask in SQL.
CREATE VIEW claims AS
  SELECT lower(hex(c.id)) AS claim, c.type, c.state, c.modality, c.first, c.last, c.time_basis,
         d.published, d.outlet, c.rule,
         (SELECT group_concat(a.name, '; ') FROM claim_actor ca JOIN actor a ON a.n = ca.actor WHERE ca.claim = c.n AND ca.role = 'agent') AS agents,
         (SELECT group_concat(a.name, '; ') FROM claim_actor ca JOIN actor a ON a.n = ca.actor WHERE ca.claim = c.n AND ca.role = 'target') AS targets,
         (SELECT group_concat(p.name, '; ') FROM claim_place cp JOIN place p ON p.n = cp.place WHERE cp.claim = c.n) AS places,
         (SELECT coalesce(s.name, s.description, s.kind) FROM claim_source cs JOIN source s ON s.n = cs.source WHERE cs.claim = c.n AND cs.ordinal = 0) AS said_by,
         CAST(substr(CAST(t.text AS BLOB), c.start + 1, c.stop - c.start) AS TEXT) AS words,
         lower(hex(d.id)) AS dispatch
  FROM claim c JOIN dispatch d ON d.n = c.dispatch JOIN dispatch_text t ON t.dispatch = d.n;
CREATE VIEW control AS
  SELECT p.key AS place_key, p.name AS place, a.name AS actor, k.change, c.first, c.last, c.published,
         (SELECT coalesce(s.name, s.description, s.kind) FROM claim_source cs JOIN source s ON s.n = cs.source WHERE cs.claim = c.n AND cs.ordinal = 0) AS said_by,
         lower(hex(c.id)) AS claim
  FROM claim_control k JOIN claim c ON c.n = k.claim JOIN place p ON p.n = k.place LEFT JOIN actor a ON a.n = k.actor;
