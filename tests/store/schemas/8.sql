CREATE TABLE meta (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);

CREATE TABLE visit (
	id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	arrival INTEGER NOT NULL, 
	arrived_at INTEGER NOT NULL, 
	motive_code TEXT NOT NULL, 
	theme_code TEXT, 
	language TEXT, 
	people INTEGER NOT NULL, 
	helper_language TEXT, 
	late BOOLEAN NOT NULL, 
	ticket_id TEXT, 
	number TEXT, 
	withdrawn BOOLEAN NOT NULL, 
	noted_by TEXT, 
	noted_on TEXT, 
	fact_id TEXT, 
	helper_fact_id TEXT, 
	group_fact_id TEXT, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE ticket_event (
	id TEXT NOT NULL, 
	ticket_id TEXT NOT NULL, 
	hlc INTEGER NOT NULL, 
	run TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE ticket (
	id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	number TEXT NOT NULL, 
	state TEXT NOT NULL, 
	desk TEXT, 
	conflicts INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE wait_held (
	ticket_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	fact_id TEXT, 
	PRIMARY KEY (ticket_id, position)
)
 WITHOUT ROWID

;

CREATE TABLE session (
	id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	desk TEXT NOT NULL, 
	theme_code TEXT NOT NULL, 
	started_at INTEGER NOT NULL, 
	ticket_id TEXT, 
	number TEXT, 
	sub_theme_codes TEXT NOT NULL, 
	language TEXT, 
	channel TEXT NOT NULL, 
	people INTEGER NOT NULL, 
	ended_at INTEGER, 
	outcome_codes TEXT NOT NULL, 
	paused_at INTEGER, 
	paused_seconds INTEGER NOT NULL, 
	reliable BOOLEAN NOT NULL, 
	fact_id TEXT, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE desk (
	id TEXT NOT NULL, 
	workstation TEXT, 
	themes TEXT, 
	languages TEXT, 
	opened_at INTEGER, 
	paused TEXT, 
	closed BOOLEAN, 
	without_outcome INTEGER, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE pc_session (
	id TEXT NOT NULL, 
	day TEXT, 
	seat INTEGER, 
	device TEXT, 
	attempt INTEGER, 
	started_at INTEGER, 
	ends_at INTEGER, 
	workstation TEXT, 
	follows_id TEXT, 
	group_id TEXT, 
	ended_at INTEGER, 
	cancelled BOOLEAN, 
	counted BOOLEAN, 
	offline BOOLEAN, 
	accurate BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE pc_turn (
	id TEXT NOT NULL, 
	day TEXT, 
	number TEXT, 
	since INTEGER, 
	workstation TEXT, 
	ended_at INTEGER, 
	session_id TEXT, 
	cancelled BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE pc_held (
	session_id TEXT NOT NULL, 
	fact_id TEXT, 
	PRIMARY KEY (session_id)
)
 WITHOUT ROWID

;

CREATE TABLE number_block (
	day TEXT NOT NULL, 
	series TEXT NOT NULL, 
	block INTEGER NOT NULL, 
	used INTEGER NOT NULL, 
	PRIMARY KEY (day, series, block)
);

CREATE TABLE visit_fact (
	day TEXT NOT NULL, 
	hour INTEGER NOT NULL, 
	site TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	motive_code TEXT NOT NULL, 
	theme_code TEXT, 
	language TEXT, 
	people INTEGER NOT NULL, 
	late BOOLEAN NOT NULL, 
	noted_by TEXT, 
	noted_on TEXT, 
	id TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE wait_fact (
	day TEXT NOT NULL, 
	hour INTEGER NOT NULL, 
	theme_code TEXT NOT NULL, 
	language TEXT, 
	ended TEXT NOT NULL, 
	minutes INTEGER NOT NULL, 
	range_low INTEGER, 
	range_high INTEGER, 
	id TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE session_fact (
	site TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	theme_code TEXT NOT NULL, 
	sub_theme_codes TEXT NOT NULL, 
	language TEXT, 
	outcome_codes TEXT NOT NULL, 
	minutes INTEGER NOT NULL, 
	people INTEGER NOT NULL, 
	reliable BOOLEAN NOT NULL, 
	id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE pc_fact (
	hour INTEGER NOT NULL, 
	device TEXT NOT NULL, 
	blocks INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE activity_fact (
	kind_code TEXT NOT NULL, 
	place TEXT NOT NULL, 
	theme_code TEXT, 
	language TEXT, 
	partners TEXT NOT NULL, 
	audiences TEXT NOT NULL, 
	enrolled INTEGER NOT NULL, 
	present INTEGER NOT NULL, 
	level_code TEXT, 
	teaching_code TEXT, 
	accompanying INTEGER, 
	id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE helper_language_fact (
	helper_language TEXT NOT NULL, 
	id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE proof_fact (
	id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE desk_quality_fact (
	workstation TEXT NOT NULL, 
	doubles INTEGER NOT NULL, 
	minutes_offline INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE use_fact (
	title_id TEXT, 
	kind_code TEXT, 
	theme_code TEXT, 
	language TEXT, 
	count INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE void (
	fact_id TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	role TEXT NOT NULL, 
	day TEXT NOT NULL, 
	PRIMARY KEY (fact_id)
)
 WITHOUT ROWID

;

CREATE TABLE day_close (
	day TEXT NOT NULL, 
	closed_on TEXT NOT NULL, 
	PRIMARY KEY (day)
);

CREATE TABLE day_sheet (
	day TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	missing TEXT NOT NULL, 
	printed BOOLEAN NOT NULL, 
	PRIMARY KEY (day)
);

CREATE TABLE outbox (
	id TEXT NOT NULL, 
	lane TEXT NOT NULL, 
	day TEXT NOT NULL, 
	prompt BOOLEAN NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE parked (
	id TEXT NOT NULL, 
	lane TEXT NOT NULL, 
	day TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE lost (
	id TEXT NOT NULL, 
	table_name TEXT NOT NULL, 
	record_id TEXT NOT NULL, 
	field TEXT NOT NULL, 
	value TEXT NOT NULL, 
	hlc INTEGER NOT NULL, 
	run TEXT NOT NULL, 
	settled BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE erased (
	id TEXT NOT NULL, 
	table_name TEXT NOT NULL, 
	record_id TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	role TEXT NOT NULL, 
	day TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE list_entry (
	id TEXT NOT NULL, 
	fr TEXT, 
	nl TEXT, 
	en TEXT, 
	rank INTEGER, 
	valid_from TEXT, 
	valid_to TEXT, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE seat (
	id TEXT NOT NULL, 
	kind TEXT, 
	out_since INTEGER, 
	back_at INTEGER, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE person (
	id TEXT NOT NULL, 
	alias TEXT, 
	roles TEXT, 
	password TEXT, 
	recovery_codes TEXT, 
	withdrawn BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE proposal (
	id TEXT NOT NULL, 
	workstation TEXT, 
	person_id TEXT, 
	made_on TEXT, 
	day TEXT, 
	answer TEXT, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE bag (
	id TEXT NOT NULL, 
	workstation TEXT, 
	mode TEXT, 
	place TEXT, 
	first_day TEXT, 
	last_day TEXT, 
	closed_on TEXT, 
	lost BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE bag_held (
	fact_id TEXT NOT NULL, 
	bag_id TEXT NOT NULL, 
	how TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (fact_id)
)
 WITHOUT ROWID

;

CREATE TABLE sign_in (
	person_id TEXT NOT NULL, 
	pin TEXT, 
	pin_until INTEGER, 
	pin_failures INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	not_before INTEGER, 
	told_line INTEGER NOT NULL, 
	PRIMARY KEY (person_id)
);

CREATE TABLE audit (
	line INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	person_id TEXT, 
	role TEXT, 
	act TEXT NOT NULL, 
	thing TEXT NOT NULL, 
	hash BLOB NOT NULL, 
	PRIMARY KEY (line)
);

CREATE TABLE audit_end (
	"end" TEXT NOT NULL, 
	line INTEGER NOT NULL, 
	hash BLOB NOT NULL, 
	PRIMARY KEY ("end")
);

CREATE TABLE frame (
	lane TEXT NOT NULL, 
	period TEXT NOT NULL, 
	run TEXT NOT NULL, 
	no INTEGER NOT NULL, 
	raw BLOB NOT NULL, 
	hash BLOB NOT NULL, 
	confirmed BOOLEAN NOT NULL, 
	PRIMARY KEY (lane, period, run, no)
);

CREATE TABLE log (
	lane TEXT NOT NULL, 
	period TEXT NOT NULL, 
	run TEXT NOT NULL, 
	workstation TEXT, 
	no INTEGER NOT NULL, 
	hash BLOB NOT NULL, 
	"offset" INTEGER NOT NULL, 
	ended BOOLEAN NOT NULL, 
	doubtful_since INTEGER, 
	doubts INTEGER NOT NULL, 
	forked BOOLEAN NOT NULL, 
	PRIMARY KEY (lane, period, run)
);

CREATE TABLE set_aside (
	id TEXT NOT NULL, 
	lane TEXT NOT NULL, 
	period TEXT NOT NULL, 
	run TEXT NOT NULL, 
	no INTEGER NOT NULL, 
	why TEXT NOT NULL, 
	raw BLOB NOT NULL, 
	since INTEGER, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE workstation (
	name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	public_key BLOB NOT NULL, 
	once_name TEXT NOT NULL, 
	seen_at INTEGER, 
	unsent INTEGER NOT NULL, 
	done TEXT, 
	revoked TEXT, 
	PRIMARY KEY (name)
);

CREATE TABLE title (
	id TEXT NOT NULL, 
	title TEXT, 
	subtitle TEXT, 
	authors TEXT, 
	edition TEXT, 
	place TEXT, 
	publisher TEXT, 
	year INTEGER, 
	series TEXT, 
	pages TEXT, 
	isbns TEXT, 
	issns TEXT, 
	languages TEXT, 
	subjects TEXT, 
	summary TEXT, 
	theme_code TEXT, 
	sub_theme_code TEXT, 
	shelf_mark TEXT, 
	kind TEXT, 
	partner_issued BOOLEAN, 
	checked_on TEXT, 
	review_by TEXT, 
	state TEXT, 
	removed BOOLEAN, 
	volume TEXT, 
	other_sub_themes TEXT, 
	partner_code TEXT, 
	dewey TEXT, 
	udc TEXT, 
	rameau TEXT, 
	origins TEXT, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE copy (
	id TEXT NOT NULL, 
	title_id TEXT, 
	barcode TEXT, 
	shelf_mark TEXT, 
	state TEXT, 
	removed BOOLEAN, 
	location TEXT, 
	acquired_on TEXT, 
	gift BOOLEAN, 
	price_cents INTEGER, 
	seen_on TEXT, 
	missing_since TEXT, 
	weed_letters TEXT, 
	weed_fate TEXT, 
	weed_on TEXT, 
	withdrawn_on TEXT, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE author_form (
	id TEXT NOT NULL, 
	name TEXT, 
	variants TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE cover (
	id TEXT NOT NULL, 
	picture TEXT, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE saved_search (
	id TEXT NOT NULL, 
	name TEXT, 
	"query" TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE basket (
	id TEXT NOT NULL, 
	name TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE basket_line (
	id TEXT NOT NULL, 
	basket_id TEXT, 
	title_id TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE stocktake (
	id TEXT NOT NULL, 
	name TEXT, 
	theme_code TEXT, 
	begun_on TEXT, 
	ended_on TEXT, 
	signed_as TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE stocktake_line (
	id TEXT NOT NULL, 
	stocktake_id TEXT, 
	copy_id TEXT, 
	code TEXT, 
	shelf_mark TEXT, 
	expected BOOLEAN, 
	seen_on TEXT, 
	place TEXT, 
	verdict TEXT, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE label_job (
	id TEXT NOT NULL, 
	kind TEXT, 
	copy_id TEXT, 
	sign TEXT, 
	wanted_on TEXT, 
	printed_on TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE journal_title (
	id TEXT NOT NULL, 
	title TEXT, 
	issn TEXT, 
	barcode TEXT, 
	publisher TEXT, 
	language TEXT, 
	theme_code TEXT, 
	rhythm TEXT, 
	first_on TEXT, 
	numbering TEXT, 
	pauses TEXT, 
	grace_days INTEGER, 
	claims_to TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE journal_issue (
	id TEXT NOT NULL, 
	journal_id TEXT, 
	number TEXT, 
	expected_on TEXT, 
	received_on TEXT, 
	claimed_on TEXT, 
	claims INTEGER, 
	given_up BOOLEAN, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE article (
	id TEXT NOT NULL, 
	journal_id TEXT, 
	issue_id TEXT, 
	title TEXT, 
	authors TEXT, 
	pages TEXT, 
	theme_code TEXT, 
	summary TEXT, 
	added_on TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE leaflet (
	id TEXT NOT NULL, 
	title TEXT, 
	tag TEXT, 
	partner_code TEXT, 
	language TEXT, 
	theme_code TEXT, 
	sheet_number TEXT, 
	place TEXT, 
	bundle INTEGER, 
	valid_until TEXT, 
	pile TEXT, 
	pile_since TEXT, 
	ordered_on TEXT, 
	order_to TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE leaflet_move (
	id TEXT NOT NULL, 
	leaflet_id TEXT, 
	day TEXT, 
	kind TEXT, 
	count INTEGER, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE press_item (
	id TEXT NOT NULL, 
	issue_id TEXT, 
	title TEXT, 
	source TEXT, 
	author TEXT, 
	published_on TEXT, 
	link TEXT, 
	language TEXT, 
	theme_codes TEXT, 
	summary_fr TEXT, 
	summary_nl TEXT, 
	quote TEXT, 
	full_text TEXT, 
	licence TEXT, 
	title_ids TEXT, 
	rank INTEGER, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE press_issue (
	id TEXT NOT NULL, 
	number INTEGER, 
	day TEXT, 
	closed_on TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE feed (
	id TEXT NOT NULL, 
	name TEXT, 
	address TEXT, 
	language TEXT, 
	theme_code TEXT, 
	licence TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE activity (
	id TEXT NOT NULL, 
	kind_code TEXT, 
	title_fr TEXT, 
	title_nl TEXT, 
	summary_fr TEXT, 
	summary_nl TEXT, 
	theme_code TEXT, 
	day TEXT, 
	begins TEXT, 
	ends TEXT, 
	last_day TEXT, 
	place TEXT, 
	room TEXT, 
	language TEXT, 
	partners TEXT, 
	audiences TEXT, 
	projects TEXT, 
	level_code TEXT, 
	teaching_code TEXT, 
	seats INTEGER, 
	enrolled INTEGER, 
	present INTEGER, 
	accompanying INTEGER, 
	counted_on TEXT, 
	fact_id TEXT, 
	called_off BOOLEAN, 
	announced BOOLEAN, 
	series_id TEXT, 
	uid TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE milestone (
	id TEXT NOT NULL, 
	kind TEXT, 
	day TEXT, 
	last_day TEXT, 
	title_fr TEXT, 
	title_nl TEXT, 
	text_fr TEXT, 
	text_nl TEXT, 
	country TEXT, 
	partners TEXT, 
	project TEXT, 
	people INTEGER, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE permanence (
	id TEXT NOT NULL, 
	partner_code TEXT, 
	theme_code TEXT, 
	first_day TEXT, 
	last_day TEXT, 
	weekdays TEXT, 
	begins TEXT, 
	ends TEXT, 
	guest BOOLEAN, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE staff_count (
	id TEXT NOT NULL, 
	day TEXT, 
	institution TEXT, 
	people INTEGER, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE web_figure (
	id TEXT NOT NULL, 
	month TEXT, 
	source TEXT, 
	page_views INTEGER, 
	visitors INTEGER, 
	visitors_brussels INTEGER, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE survey_wave (
	id TEXT NOT NULL, 
	name TEXT, 
	kind TEXT, 
	periods TEXT, 
	every INTEGER, 
	questions TEXT, 
	closed_on TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE survey_answer (
	id TEXT NOT NULL, 
	wave_id TEXT, 
	day TEXT, 
	mode TEXT, 
	interviewer TEXT, 
	language TEXT, 
	refused BOOLEAN, 
	answers TEXT, 
	comment TEXT, 
	comment_cleared BOOLEAN, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID

;

CREATE TABLE release (
	id TEXT NOT NULL, 
	shape TEXT, 
	first_day TEXT, 
	last_day TEXT, 
	released_on TEXT, 
	edition INTEGER, 
	sha256 TEXT, 
	cells TEXT, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE report_text (
	id TEXT NOT NULL, 
	report TEXT, 
	period TEXT, 
	heading TEXT, 
	text_fr TEXT, 
	text_nl TEXT, 
	removed BOOLEAN, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE house_setting (
	id TEXT NOT NULL, 
	value TEXT, 
	stamps TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE lookup (
	number TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	wanted_on TEXT NOT NULL, 
	title_id TEXT, 
	theme_code TEXT, 
	sub_theme_code TEXT, 
	barcode TEXT, 
	settled BOOLEAN NOT NULL, 
	PRIMARY KEY (number)
);

CREATE TABLE lookup_answer (
	source TEXT NOT NULL, 
	number TEXT NOT NULL, 
	asked_on TEXT NOT NULL, 
	body BLOB, 
	fault TEXT, 
	PRIMARY KEY (source, number)
);

CREATE TABLE title_key (
	place INTEGER NOT NULL, 
	title_id TEXT NOT NULL, 
	block TEXT NOT NULL, 
	sort_key TEXT NOT NULL, 
	author TEXT NOT NULL, 
	year INTEGER NOT NULL, 
	mark TEXT NOT NULL, 
	theme_code TEXT NOT NULL, 
	language TEXT NOT NULL, 
	words TEXT NOT NULL, 
	tags TEXT NOT NULL, 
	facets TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (place), 
	UNIQUE (title_id)
);

CREATE VIRTUAL TABLE title_search USING fts5(words, tags, content='title_key', content_rowid='place', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');

CREATE TABLE title_number (
	number TEXT NOT NULL, 
	title_id TEXT NOT NULL, 
	PRIMARY KEY (number, title_id)
)
 WITHOUT ROWID

;

CREATE TABLE parcel (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	form TEXT NOT NULL, 
	day TEXT NOT NULL, 
	lines INTEGER NOT NULL, 
	undone BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE parcel_line (
	parcel_id TEXT NOT NULL, 
	line INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	fate TEXT NOT NULL, 
	why TEXT, 
	title_id TEXT, 
	made BOOLEAN NOT NULL, 
	copy_ids TEXT NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	PRIMARY KEY (parcel_id, line)
)
 WITHOUT ROWID

;

CREATE TABLE table_profile (
	name TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (name)
);

CREATE INDEX frame_unconfirmed ON frame (lane, period, run) WHERE NOT confirmed;

CREATE INDEX ix_activity_day ON activity (day);

CREATE INDEX ix_activity_fact_day ON activity_fact (day);

CREATE INDEX ix_activity_series_id ON activity (series_id);

CREATE INDEX ix_activity_uid ON activity (uid);

CREATE INDEX ix_article_journal_id ON article (journal_id);

CREATE INDEX ix_bag_held_bag_id ON bag_held (bag_id);

CREATE INDEX ix_basket_line_basket_id ON basket_line (basket_id);

CREATE INDEX ix_copy_barcode ON copy (barcode);

CREATE INDEX ix_copy_title_id ON copy (title_id);

CREATE INDEX ix_desk_quality_fact_day ON desk_quality_fact (day);

CREATE INDEX ix_helper_language_fact_day ON helper_language_fact (day);

CREATE INDEX ix_journal_issue_journal_id ON journal_issue (journal_id);

CREATE INDEX ix_label_job_copy_id ON label_job (copy_id);

CREATE INDEX ix_leaflet_move_leaflet_id ON leaflet_move (leaflet_id);

CREATE INDEX ix_pc_fact_day ON pc_fact (day);

CREATE INDEX ix_press_item_issue_id ON press_item (issue_id);

CREATE INDEX ix_proof_fact_day ON proof_fact (day);

CREATE INDEX ix_release_shape ON release (shape);

CREATE INDEX ix_session_fact_day ON session_fact (day);

CREATE INDEX ix_session_ticket_id ON session (ticket_id);

CREATE INDEX ix_stocktake_line_stocktake_id ON stocktake_line (stocktake_id);

CREATE INDEX ix_survey_answer_wave_id ON survey_answer (wave_id);

CREATE INDEX ix_ticket_event_ticket_id ON ticket_event (ticket_id);

CREATE INDEX ix_title_key_block ON title_key (block);

CREATE INDEX ix_title_number_title_id ON title_number (title_id);

CREATE INDEX ix_use_fact_day ON use_fact (day);

CREATE INDEX ix_use_fact_title_id ON use_fact (title_id);

CREATE INDEX ix_visit_ticket_id ON visit (ticket_id);

CREATE INDEX ix_void_day ON void (day);

CREATE INDEX outbox_lane ON outbox (lane, prompt);

CREATE INDEX session_desk ON session (day, desk);

CREATE INDEX ticket_state ON ticket (day, state);

CREATE INDEX title_key_by_author ON title_key (author, sort_key);

CREATE INDEX title_key_by_facets ON title_key (facets);

CREATE INDEX title_key_by_mark ON title_key (mark, sort_key);

CREATE INDEX title_key_by_theme ON title_key (theme_code, sort_key);

CREATE INDEX title_key_by_title ON title_key (sort_key);

CREATE INDEX title_key_by_year ON title_key (year, sort_key);

CREATE INDEX visit_arrival ON visit (day, arrival);

CREATE INDEX visit_fact_sums ON visit_fact (day, hour, motive_code, people, late, theme_code);

CREATE INDEX wait_fact_sums ON wait_fact (day, ended, hour, theme_code, minutes);

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN OLD.line > coalesce((SELECT line FROM audit_end WHERE end = 'begin'), 0) BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit WHEN 1 BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

CREATE TRIGGER title_key_added AFTER INSERT ON title_key BEGIN INSERT INTO title_search(rowid, words, tags) VALUES (new.place, new.words, new.tags); END;

CREATE TRIGGER title_key_changed AFTER UPDATE ON title_key BEGIN INSERT INTO title_search(title_search, rowid, words, tags) VALUES ('delete', old.place, old.words, old.tags); INSERT INTO title_search(rowid, words, tags) VALUES (new.place, new.words, new.tags); END;

CREATE TRIGGER title_key_taken AFTER DELETE ON title_key BEGIN INSERT INTO title_search(title_search, rowid, words, tags) VALUES ('delete', old.place, old.words, old.tags); END;

PRAGMA user_version = 8;
