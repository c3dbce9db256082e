/* Does a frozen result come out of its own scheme and values? For a bundle that somebody was given, without a
 * data base; and for those of an installation, also beside a running server. */
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/key.h"
#include "domain/publication.h"
#include "main/house.h"
#include "main/score.h"
#include "table/pack.h"
#include "text/text.h"

struct verifying {
    struct arena *a;
    enum lang lang;
    size_t results, differing;
    struct err *err;
};

static void say(const struct verifying *v, const char *key, const struct str *arg, size_t args)
{
    struct str text = text_fill(v->a, text_get(v->lang, key), arg, args);
    (void)printf("%.*s\n", STR_ARG(text));
}

/* One result: a line that names it, then that it is the same or the first thing that is not. */
static enum rc verify(struct verifying *v, const struct frozen_files *f, struct str fingerprint)
{
    struct frozen_manifest m;
    struct frozen_difference d = {0};
    struct str got = frozen_fingerprint(v->a, f);
    enum rc rc = frozen_manifest_read(v->a, f->manifest, &m, v->err);
    if (rc != RC_OK)
        return rc;
    struct str head[] = {m.code, arena_printf(v->a, "%" PRId64, m.version), m.window, got};
    say(v, K("command.verify_result"), head, COUNT_OF(head));
    if (fingerprint.n && !str_eq(fingerprint, got))
        d = (struct frozen_difference){
            .text = K("frozen.differs_manifest"), .expected = fingerprint, .got = got};
    else
        rc = frozen_check(v->a, f, &d, v->err);
    bool is_public = rc == RC_OK && !d.text && f->publication.n;
    if (is_public)
        rc = publication_check(v->a, f, &d, v->err);
    if (rc != RC_OK)
        return rc;
    v->results++;
    v->differing += d.text != NULL;
    struct str arg[] = {d.unit, d.node, d.expected, d.got};
    say(v, d.text ? d.text : K("command.verify_same"), arg, COUNT_OF(arg));
    if (is_public && !d.text) {
        struct str leaf = publication_leaf(v->a, f);
        say(v, K("command.verify_public"), &leaf, 1);
    }
    return RC_OK;
}

/* ---- what somebody was given ---- */

static struct str in_directory(const struct verifying *v, struct str dir, struct str name)
{
    return arena_printf(v->a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(name));
}

static enum rc read_directory(const struct verifying *v, struct str dir, struct frozen_files *ret)
{
    static const struct str name[] = {STR_INIT("manifest.json"), STR_INIT("scheme.yaml"),
                                      STR_INIT("values.csv"),    STR_INIT("result.json"),
                                      STR_INIT("entry.json"),    STR_INIT("publication.json")};
    struct str *into[] = {&ret->manifest, &ret->scheme, &ret->values,
                          &ret->result,   &ret->entry,  &ret->publication};
    enum { WHOLE = 4 };
    struct stat st;
    enum rc rc = RC_OK;
    bool is_public = false; /* one of the last two is there: then both must be */
    for (size_t i = WHOLE; i < COUNT_OF(name); i++)
        is_public |= lstat(in_directory(v, dir, name[i]).p, &st) == 0;
    *ret = (struct frozen_files){0};
    for (size_t i = 0; i < (is_public ? COUNT_OF(name) : WHOLE) && rc == RC_OK; i++) {
        struct str path = in_directory(v, dir, name[i]);
        if (stat(path.p, &st) == 0 && !S_ISREG(st.st_mode)) /* a pipe would be waited for */
            rc = FAIL(v->err, RC_INVALID, "frozen.bundle_unfit", "no file");
        else
            rc = command_read_file(v->a, path, PACK_FILE_BYTES_MAX, into[i], v->err);
        if (rc == RC_OK && into[i]->n == 0)
            rc = FAIL(v->err, RC_INVALID, "frozen.bundle_unfit", "empty");
        if (rc == RC_INVALID)
            rc = err_arg(v->err, 0, name[i]);
    }
    return rc;
}

static enum rc verify_given(struct verifying *v, struct str path)
{
    struct frozen_files f;
    struct str zip;
    struct stat st;
    bool is_directory = stat(arena_str(v->a, path).p, &st) == 0 && S_ISDIR(st.st_mode);
    enum rc rc = is_directory ? read_directory(v, path, &f)
                              : command_read_file(v->a, path, 4 * PACK_FILE_BYTES_MAX, &zip, v->err);
    if (rc == RC_OK && !is_directory)
        rc = frozen_bundle_read(v->a, zip, &f, v->err);
    return rc == RC_OK ? verify(v, &f, (struct str){0}) : rc;
}

/* ---- what an installation holds ---- */

static enum rc verify_all(struct verifying *v, struct db *db, struct ledger *ledger, int64_t only)
{
    struct frozen_results all;
    enum rc rc = frozen_list_load(db, v->a, HOUSE_TENANT, &all, v->err);
    bool is_found = only == 0;
    for (size_t i = all.n; rc == RC_OK && i-- > 0;) {
        struct frozen_files f;
        if (only && all.row[i].frozen_id != only)
            continue;
        is_found = true;
        rc = frozen_files_load(db, v->a, ledger, &all.row[i], &f, v->err);
        if (rc == RC_OK)
            rc = verify(v, &f, all.row[i].fingerprint);
    }
    if (rc == RC_OK && !is_found) {
        (void)FAIL(v->err, RC_NOT_FOUND, "frozen.no_such", "frozen %" PRId64, only);
        rc = err_arg(v->err, 0, arena_printf(v->a, "%" PRId64, only));
    }
    return rc;
}

static enum rc verify_house(struct verifying *v, const struct house_wish *wish, int64_t only)
{
    struct house house;
    struct ledger *ledger CLEANUP(ledger_closep) = NULL;
    struct db *db CLEANUP(db_closep) = NULL;
    house_find(v->a, wish, &house);
    enum rc rc = house_must_exist(v->a, &house, v->err);
    if (rc == RC_OK)
        rc = ledger_open(house.dir.p, (struct str){0}, HOUSE_TENANT, &ledger, v->err);
    if (rc == RC_OK)
        rc = db_open(house.db_url, DB_READ, &db, v->err);
    if (rc == RC_OK)
        rc = db_begin(db, v->err);
    return rc == RC_OK ? verify_all(v, db, ledger, only) : rc;
}

int command_score_verify(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct verifying v = {.a = a, .lang = lang, .err = &err};
    struct str given = value[c->options], number = command_option(c, value, "frozen");
    struct house_wish wish = house_wish_of(c, value);
    int64_t only = 0;
    bool is_house = wish.dir.n || wish.db_url.n || number.n;
    if ((given.n > 0) == is_house || (number.n && (!str_to_i64(number, &only) || only < 1))) {
        command_say(lang, a, K("command.score_verify_needs"), NULL, 0);
        return EXIT_USAGE;
    }
    enum rc rc = given.n ? verify_given(&v, given) : verify_house(&v, &wish, only);
    if (rc != RC_OK)
        return command_fail(a, lang, &err);
    struct str count[] = {arena_printf(a, "%zu", v.results), arena_printf(a, "%zu", v.differing)};
    say(&v, v.differing ? K("command.score_verify_differs") : K("command.score_verify_done"), count, 2);
    return v.differing ? EXIT_FOUND : EXIT_DONE;
}
