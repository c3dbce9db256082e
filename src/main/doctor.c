/* Looks into a house, says what is well and what is not, and how to mend it. It changes nothing: files are
 * read, the data base is opened still (db_open_still), no key is made, no port is kept. What depends on
 * something that is not there is left out, so that one fault is one line. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include "base/date.h"
#include "base/json.h"
#include "base/key.h"
#include "db/db.h"
#include "domain/ledger_book.h"
#include "gen/sql.h"
#include "main/certificate.h"
#include "main/house.h"
#include "text/text.h"

#define FINDINGS_MAX 64
#define DISK_BAD_BYTES (INT64_C(100) * 1024 * 1024)
#define DISK_LOW_BYTES (INT64_C(1024) * 1024 * 1024)
#define MEMORY_LOW_BYTES (INT64_C(512) * 1024 * 1024)
#define FILES_LOW 1024
#define CERTIFICATE_SOON_DAYS 30
#define PEM_BYTES_MAX (256 * 1024)
#define CLOCK_EARLIEST_YEAR 2025 /* of this program: no house is older */

enum level { FINE, NOTE, WRONG };

struct finding {
    enum level level;
    const char *id; /* stable word for --json */
    struct str text, hint;
};

struct doctor {
    struct arena *a;
    enum lang lang;
    struct house house;
    struct finding finding[FINDINGS_MAX];
    size_t n, wrong;
    int64_t now_ms;
};

/* ---- findings ---- */

static void find(struct doctor *d, enum level level, const char *id, const char *text, const char *hint,
                 struct str a0, struct str a1)
{
    struct str arg[] = {a0, a1};
    ASSERT(d->n < FINDINGS_MAX);
    d->finding[d->n++] = (struct finding){
        .level = level,
        .id = id,
        .text = text_fill(d->a, text_get(d->lang, text), arg, COUNT_OF(arg)),
        .hint = hint ? text_fill(d->a, text_get(d->lang, hint), arg, COUNT_OF(arg)) : (struct str){0}};
    d->wrong += level == WRONG;
}
#define NONE ((struct str){0})

static struct str number(struct doctor *d, int64_t n) { return arena_printf(d->a, "%" PRId64, n); }

/* An error of the rooms below as a finding: its own words and its own way out. */
static void find_error(struct doctor *d, const char *id, const struct err *err)
{
    struct str arg[ERR_ARGS_MAX];
    for (size_t i = 0; i < ERR_ARGS_MAX; i++)
        arg[i] = str_c(err->arg[i]);
    const char *text = err->text ? err->text : K("command.unknown_error");
    ASSERT(d->n < FINDINGS_MAX);
    d->finding[d->n++] = (struct finding){
        .level = WRONG,
        .id = id,
        .text = text_fill(d->a, text_get(d->lang, text), arg, ERR_ARGS_MAX),
        .hint = err->hint ? text_fill(d->a, text_get(d->lang, err->hint), arg, ERR_ARGS_MAX) : NONE};
    d->wrong++;
}

/* ---- files ---- */

static struct str path_in(struct doctor *d, const char *name)
{
    return arena_printf(d->a, "%.*s/%s", STR_ARG(d->house.dir), name);
}

/* False when there is no house here: then nothing else can be looked at. */
static bool look_at_directory(struct doctor *d)
{
    struct stat st;
    struct str mode;
    if (stat(d->house.dir.p, &st) != 0 || !S_ISDIR(st.st_mode)) {
        find(d, WRONG, "directory", K("doctor.no_directory"), K("doctor.no_directory_hint"), d->house.dir,
             NONE);
        return false;
    }
    mode = arena_printf(d->a, "%04o", st.st_mode & 07777);
    if (st.st_uid != geteuid())
        find(d, WRONG, "directory", K("doctor.directory_owner"), K("doctor.directory_owner_hint"),
             d->house.dir, number(d, st.st_uid));
    else if (st.st_mode & (S_IRWXG | S_IRWXO))
        find(d, WRONG, "directory", K("doctor.directory_open"), K("doctor.directory_open_hint"), d->house.dir,
             mode);
    else if ((st.st_mode & S_IRWXU) != S_IRWXU)
        find(d, WRONG, "directory", K("doctor.directory_shut"), K("doctor.directory_shut_hint"), d->house.dir,
             mode);
    else
        find(d, FINE, "directory", K("doctor.directory"), NULL, d->house.dir, mode);
    return true;
}

static bool look_at_key(struct doctor *d, const char *name, bool is_secret)
{
    struct stat st;
    struct str path = path_in(d, name);
    if (stat(path.p, &st) != 0 || !S_ISREG(st.st_mode)) {
        find(d, WRONG, "keys", K("doctor.no_key"), K("doctor.no_key_hint"), path, NONE);
        return false;
    }
    if (access(path.p, R_OK) != 0) {
        find(d, WRONG, "keys", K("doctor.key_unreadable"), K("doctor.key_unreadable_hint"), path, NONE);
        return false;
    }
    if (is_secret && (st.st_mode & (S_IRWXG | S_IRWXO))) {
        find(d, WRONG, "keys", K("doctor.key_open"), K("doctor.key_open_hint"), path, NONE);
        return false;
    }
    return true;
}

static bool look_at_keys(struct doctor *d)
{
    bool log = look_at_key(d, "log.key", true), public = look_at_key(d, "log.vkey", false);
    bool vault = look_at_key(d, "vault.key", true);
    if (log && public && vault)
        find(d, FINE, "keys", K("doctor.keys"), NULL, NONE, NONE);
    return log && public && vault;
}

static void look_at_disk(struct doctor *d)
{
    struct statvfs fs;
    if (statvfs(d->house.dir.p, &fs) != 0)
        return;
    int64_t free_bytes = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
    struct str mb = number(d, free_bytes / 1024 / 1024);
    if (free_bytes < DISK_BAD_BYTES || (fs.f_files > 0 && fs.f_favail < 100))
        find(d, WRONG, "disk", K("doctor.disk_full"), K("doctor.disk_hint"), mb, NONE);
    else if (free_bytes < DISK_LOW_BYTES)
        find(d, NOTE, "disk", K("doctor.disk_low"), K("doctor.disk_hint"), mb, NONE);
    else
        find(d, FINE, "disk", K("doctor.disk"), NULL, mb, NONE);
    if (fs.f_flag & ST_RDONLY)
        find(d, WRONG, "disk", K("doctor.disk_read_only"), K("doctor.disk_read_only_hint"), d->house.dir,
             NONE);
}

static void look_at_inbox(struct doctor *d)
{
    DIR *entries = opendir(path_in(d, "inbox").p);
    int64_t n = 0;
    for (struct dirent *e = entries ? readdir(entries) : NULL; e; e = readdir(entries))
        n += e->d_name[0] != '.';
    if (entries)
        (void)closedir(entries);
    if (n)
        find(d, NOTE, "inbox", K("doctor.inbox"), K("doctor.inbox_hint"), number(d, n), path_in(d, "inbox"));
}

/* ---- the machine ---- */

/* What the control group allows; INT64_MAX: no limit. */
static int64_t memory_allowed(void)
{
    char text[32] = {0};
    int64_t most = INT64_MAX;
    int fd = open("/sys/fs/cgroup/memory.max", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
    if (fd >= 0)
        (void)close(fd);
    return n > 0 && str_to_i64(str_trim(str_of(text, (size_t)n)), &most) ? most : INT64_MAX;
}

static void look_at_machine(struct doctor *d)
{
    long pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);
    int64_t memory = pages > 0 && page_bytes > 0 ? (int64_t)pages * page_bytes : INT64_MAX;
    int64_t allowed = memory_allowed();
    memory = allowed < memory ? allowed : memory;
    struct str mb = number(d, memory / 1024 / 1024);
    find(d, memory < MEMORY_LOW_BYTES ? NOTE : FINE, "memory",
         memory < MEMORY_LOW_BYTES ? K("doctor.memory_low") : K("doctor.memory"),
         memory < MEMORY_LOW_BYTES ? K("doctor.memory_hint") : NULL, mb, NONE);
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    bool is_low = files.rlim_cur < FILES_LOW;
    struct str n = number(d, files.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)files.rlim_cur);
    find(d, is_low ? NOTE : FINE, "files", is_low ? K("doctor.files_low") : K("doctor.files"),
         is_low ? K("doctor.files_hint") : NULL, n, NONE);
}

/* `last_ms`: of the newest entry; 0 when there is none. */
static void look_at_clock(struct doctor *d, int64_t last_ms)
{
    struct timex t = {.modes = 0};
    struct str now = date_iso(d->a, d->now_ms);
    if (date_civil(d->now_ms).year < CLOCK_EARLIEST_YEAR)
        find(d, WRONG, "clock", K("doctor.clock_early"), K("doctor.clock_hint"), now, NONE);
    else if (d->now_ms < last_ms)
        find(d, WRONG, "clock", K("doctor.clock_behind"), K("doctor.clock_hint"), now,
             date_iso(d->a, last_ms));
    else if (!d->house.is_frozen && adjtimex(&t) == TIME_ERROR)
        find(d, NOTE, "clock", K("doctor.clock_unsynchronised"), K("doctor.clock_unsynchronised_hint"), now,
             NONE);
    else
        find(d, FINE, "clock", last_ms ? K("doctor.clock") : K("doctor.clock_alone"), NULL, now, NONE);
}

/* ---- the data base ---- */

static bool is_sqlite(const struct doctor *d) { return str_starts(d->house.db_url, STR("sqlite:")); }

/* The file by its first bytes (sqlite.org/fileformat2.html §1.3), before SQLite has it open: whoever closes a
 * file takes the locks of the whole process with it. */
static bool look_at_file(struct doctor *d)
{
    unsigned char head[100];
    struct str path = arena_str(d->a, str_sub(d->house.db_url, 7, d->house.db_url.n));
    struct stat st;
    int fd = open(path.p, O_RDONLY | O_CLOEXEC);
    bool is_open = fd >= 0 && fstat(fd, &st) == 0;
    ssize_t n = is_open ? read(fd, head, sizeof head) : -1;
    if (fd >= 0)
        (void)close(fd);
    if (!is_open) {
        find(d, WRONG, "database", K("doctor.no_file"), K("doctor.no_file_hint"), path,
             str_c(strerror(errno)));
        return false;
    }
    if (n < (ssize_t)sizeof head || memcmp(head, "SQLite format 3", 16) != 0) {
        find(d, WRONG, "database", K("doctor.no_sqlite"), K("doctor.no_sqlite_hint"), path, NONE);
        return false;
    }
    if (st.st_mode & (S_IRWXG | S_IRWXO))
        find(d, WRONG, "database", K("doctor.file_open"), K("doctor.key_open_hint"), path, NONE);
    if (head[18] != 2 || head[19] != 2)
        find(d, NOTE, "durability", K("doctor.no_wal"), K("doctor.no_wal_hint"), NONE, NONE);
    else
        find(d, FINE, "durability", K("doctor.wal"), NULL, NONE, NONE);
    return true;
}

static void look_at_settings(struct doctor *d, struct db *db)
{
    struct sql_doctor_settings_row row;
    struct err err = {0};
    if (is_sqlite(d))
        return; /* said by look_at_file */
    if (sql_doctor_settings(db, d->a, &row, &err) != RC_OK) {
        find_error(d, "durability", &err);
        return;
    }
    if (!str_eq(row.to_disk, STR("on")) || !str_eq(row.whole_pages, STR("on")))
        find(d, WRONG, "durability", K("doctor.no_fsync"), K("doctor.no_fsync_hint"), row.to_disk,
             row.whole_pages);
    else
        find(d, FINE, "durability", K("doctor.fsync"), NULL, row.commit_waits, NONE);
}

static bool look_at_schema(struct doctor *d, struct db *db)
{
    struct err err = {0};
    int have = 0, newest = 0;
    if (db_version(db, &have, &newest, &err) != RC_OK) {
        find_error(d, "schema", &err);
        return false;
    }
    struct str v[] = {number(d, have), number(d, newest)};
    if (have == 0) {
        find(d, WRONG, "schema", K("doctor.no_schema"), K("doctor.no_schema_hint"), NONE, NONE);
        return false;
    }
    if (have < newest) {
        find(d, NOTE, "schema", K("doctor.schema_old"), K("doctor.schema_old_hint"), v[0], v[1]);
        return false;
    }
    if (db_check_statements(db, &err) != RC_OK) {
        find_error(d, "statements", &err);
        return false;
    }
    find(d, FINE, "schema", K("doctor.schema"), NULL, v[0], NONE);
    return true;
}

/* ---- the ledger ---- */

/* The newest checkpoint against today's head. */
static void look_at_checkpoint(struct doctor *d, const struct ledger_rows *rows)
{
    struct err err = {0};
    struct note note;
    struct checkpoint c;
    if (rows->size == 0 || rows->checkpoint.n == 0) {
        find(d, NOTE, "checkpoint", K("doctor.no_checkpoint"), K("doctor.no_checkpoint_hint"), NONE, NONE);
        return;
    }
    if (note_read(rows->checkpoint, &note, &err) != RC_OK || checkpoint_read(note.text, &c, &err) != RC_OK) {
        find_error(d, "checkpoint", &err);
        return;
    }
    struct str sizes[] = {number(d, c.size), number(d, rows->size)};
    if (c.size > rows->size || (c.size == rows->size && memcmp(&c.root, &rows->root, sizeof c.root) != 0))
        find(d, WRONG, "checkpoint", K("doctor.checkpoint_differs"), K("doctor.checkpoint_differs_hint"),
             sizes[0], sizes[1]);
    else if (c.size < rows->size)
        find(d, NOTE, "checkpoint", K("doctor.checkpoint_behind"), K("doctor.no_checkpoint_hint"), sizes[0],
             sizes[1]);
    else
        find(d, FINE, "checkpoint", K("doctor.checkpoint"), NULL, sizes[0], NONE);
}

/* log.vkey is what others check the log with: it must be the half of log.key. */
static void look_at_public_key(struct doctor *d, const struct ledger *ledger)
{
    struct err unused;
    struct str path = path_in(d, "log.vkey"), line = {0};
    if (command_read_file(d->a, path, PEM_BYTES_MAX, &line, &unused) != RC_OK ||
        !str_eq(str_trim(line), str_trim(ledger_vkey(ledger))))
        find(d, WRONG, "keys", K("doctor.key_other"), K("doctor.key_other_hint"), path, NONE);
}

/* The time of the newest entry; 0: there is none, or it cannot be read. */
static int64_t look_at_ledger(struct doctor *d, struct db *db)
{
    struct ledger *ledger CLEANUP(ledger_closep) = NULL;
    struct err err = {0};
    struct ledger_rows rows = {.n = 0};
    int64_t size = 0;
    struct hash root;
    enum rc rc = ledger_open(d->house.dir.p, NONE, HOUSE_TENANT, &ledger, &err);
    if (rc == RC_OK)
        rc = ledger_head(ledger, db, d->a, &size, &root, &err);
    if (rc == RC_OK)
        rc = ledger_rows_load(db, d->a, ledger, size, 1, &rows, &err);
    if (rc == RC_OK)
        rc = ledger_check_key(ledger, db, d->a, &err);
    if (rc != RC_OK) {
        find_error(d, "ledger", &err);
        return rows.n ? rows.row[0].at_ms : 0;
    }
    find(d, FINE, "ledger", K("doctor.ledger"), NULL, number(d, size), ledger_origin(ledger));
    look_at_public_key(d, ledger);
    look_at_checkpoint(d, &rows);
    return rows.n ? rows.row[0].at_ms : 0;
}

static int64_t look_at_data(struct doctor *d, bool has_keys)
{
    struct db *db CLEANUP(db_closep) = NULL;
    struct err err = {0};
    int64_t last_ms = 0;
    if (is_sqlite(d) && !look_at_file(d))
        return 0;
    if (db_open_still(d->house.db_url, &db, &err) != RC_OK || db_begin(db, &err) != RC_OK) {
        find_error(d, "database", &err);
        return 0;
    }
    find(d, FINE, "database", is_sqlite(d) ? K("doctor.sqlite") : K("doctor.postgresql"), NULL, NONE, NONE);
    look_at_settings(d, db);
    if (look_at_schema(d, db) && has_keys)
        last_ms = look_at_ledger(d, db);
    db_rollback(db);
    return last_ms;
}

/* ---- the listener ---- */

/* Tried and given back at once. Somebody who listens there may well be this house at work. */
static void look_at_port(struct doctor *d, struct str port)
{
    int64_t n;
    if (port.n == 0)
        return;
    if (!str_to_i64(port, &n) || n < 1 || n > 65535) {
        find(d, WRONG, "port", K("command.port_wrong"), NULL, port, NONE);
        return;
    }
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)n), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_free = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
                   bind(fd, (const struct sockaddr *)&at, sizeof at) == 0;
    int why = errno;
    if (fd >= 0)
        (void)close(fd);
    if (is_free)
        find(d, FINE, "port", K("doctor.port"), NULL, port, NONE);
    else if (why == EACCES)
        find(d, WRONG, "port", K("doctor.port_denied"), K("doctor.port_denied_hint"), port, NONE);
    else
        find(d, NOTE, "port", K("doctor.port_taken"), K("doctor.port_taken_hint"), port, NONE);
}

static void look_at_certificate(struct doctor *d, struct str file)
{
    struct err err = {0};
    struct str pem;
    int64_t from_ms, to_ms;
    if (command_read_file(d->a, file, PEM_BYTES_MAX, &pem, &err) != RC_OK) {
        find_error(d, "tls", &err);
        return;
    }
    if (!certificate_validity(d->a, pem, &from_ms, &to_ms)) {
        find(d, WRONG, "tls", K("doctor.no_certificate"), K("doctor.no_certificate_hint"), file, NONE);
        return;
    }
    struct str to = date_iso(d->a, to_ms);
    if (d->now_ms > to_ms)
        find(d, WRONG, "tls", K("doctor.certificate_over"), K("doctor.certificate_hint"), file, to);
    else if (d->now_ms < from_ms)
        find(d, WRONG, "tls", K("doctor.certificate_early"), K("doctor.clock_hint"), file,
             date_iso(d->a, from_ms));
    else if (to_ms - d->now_ms < INT64_C(86400000) * CERTIFICATE_SOON_DAYS)
        find(d, NOTE, "tls", K("doctor.certificate_soon"), K("doctor.certificate_hint"), file, to);
    else
        find(d, FINE, "tls", K("doctor.certificate"), NULL, file, to);
}

static void look_at_tls(struct doctor *d, struct str cert, struct str key)
{
    struct stat st;
    if (cert.n == 0 && key.n == 0)
        return;
    if (cert.n == 0 || key.n == 0) {
        find(d, WRONG, "tls", K("http.tls_needs_both"), NULL, NONE, NONE);
        return;
    }
    look_at_certificate(d, cert);
    struct str path = arena_str(d->a, key);
    if (stat(path.p, &st) != 0 || access(path.p, R_OK) != 0)
        find(d, WRONG, "tls", K("doctor.key_unreadable"), K("doctor.key_unreadable_hint"), key, NONE);
    else if (st.st_mode & S_IRWXO)
        find(d, WRONG, "tls", K("doctor.key_open"), K("doctor.key_open_hint"), key, NONE);
}

/* ---- said ---- */

static void say_lines(const struct doctor *d)
{
    static const char *const mark[] = {[FINE] = "✓", [NOTE] = "!", [WRONG] = "✗"};
    int64_t notes = 0;
    for (size_t i = 0; i < d->n; i++) {
        const struct finding *f = &d->finding[i];
        struct str word = f->level == NOTE    ? T(d->lang, "doctor.note")
                          : f->level == WRONG ? T(d->lang, "doctor.wrong")
                                              : NONE;
        (void)printf("%s %.*s%.*s\n", mark[f->level], STR_ARG(word), STR_ARG(f->text));
        if (f->hint.n && f->level != FINE)
            (void)printf("    %.*s\n", STR_ARG(f->hint));
        notes += f->level == NOTE;
    }
    struct str arg[] = {arena_printf(d->a, "%zu", d->wrong), arena_printf(d->a, "%" PRId64, notes)};
    struct str end = text_fill(d->a, d->wrong ? T(d->lang, "doctor.end_wrong") : T(d->lang, "doctor.end"),
                               arg, COUNT_OF(arg));
    (void)printf("%.*s\n", STR_ARG(end));
}

static void say_json(const struct doctor *d)
{
    static const char *const level[] = {[FINE] = "ok", [NOTE] = "note", [WRONG] = "wrong"};
    struct buf out CLEANUP(buf_release) = {0};
    struct json j = json_to(&out);
    json_array(&j);
    for (size_t i = 0; i < d->n; i++) {
        json_object(&j);
        json_key(&j, STR("check"));
        json_str(&j, str_c(d->finding[i].id));
        json_key(&j, STR("hint"));
        json_str(&j, d->finding[i].hint);
        json_key(&j, STR("level"));
        json_str(&j, str_c(level[d->finding[i].level]));
        json_key(&j, STR("text"));
        json_str(&j, d->finding[i].text);
        json_object_end(&j);
    }
    json_array_end(&j);
    ASSERT(!out.failed);
    (void)printf("%.*s\n", STR_ARG(buf_str(&out)));
}

int command_doctor(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct doctor d = {.a = a, .lang = lang};
    struct house_wish wish = house_wish_of(c, value);
    struct world real = world_real();
    house_find(a, &wish, &d.house);
    d.now_ms = real.now_ms(real.ctx);
    if (wish.clock.n && !house_clock(wish.clock, &d.now_ms)) {
        command_say(lang, a, K("command.clock_wrong"), &wish.clock, 1);
        return EXIT_USAGE;
    }
    d.house.is_frozen = wish.clock.n > 0;
    if (look_at_directory(&d)) {
        bool has_keys = look_at_keys(&d);
        look_at_disk(&d);
        int64_t last_ms = look_at_data(&d, has_keys);
        look_at_clock(&d, last_ms);
        look_at_inbox(&d);
        find(&d, NOTE, "backup", K("doctor.backup"), K("doctor.backup_hint"), d.house.dir, NONE);
    }
    look_at_machine(&d);
    look_at_port(&d, command_option(c, value, "port"));
    look_at_tls(&d, command_option(c, value, "tls-cert"), command_option(c, value, "tls-key"));
    if (command_option(c, value, "json").n)
        say_json(&d);
    else
        say_lines(&d);
    return d.wrong ? EXIT_FOUND : EXIT_DONE;
}
