/* Search (检索): one index of all that has a page: organs, schemes, notices, publications, records. It finds
 * words of two Chinese characters, and codes by any of their parts (text/words.h). Derived: acts write it in
 * their own transaction beside what they change, search_rebuild makes it again from the tables.
 *
 * A register tells the index in each act that changes what can be found of a thing:
 *
 *     struct search_doc doc = {.object = STR("record/88"), .kind = STR("record"), .path = STR("/records/88"),
 *                              .title = title, .code = code, .text = further_fields,
 *                              .organ_id = lead, .day = opened_day,
 *                              .permit = {.any = who_sees_all, .own = BIT(LIAISON)},
 *                              .organ = lead_and_partners, .organs = n};
 *     rc = search_put(act, &doc, err);
 *
 * where `permit` is that of the page and `organ` are those for whom its `own` holds. The register also has a
 * line in SEARCH_SOURCES (search_source.c), so that the whole can be made again and be checked:
 * that function gives the same documents, read from the tables. Private fields never go in: the index is
 * plain text. A change of the calendar day changes nothing here, so `day` is the day the thing is from
 * (opened, adopted, published), not that of its last change.
 *
 * Scope is in the data base: a document is found by whom its permit lets in, and counts are of those alone.
 */
#ifndef DOMAIN_SEARCH_H
#define DOMAIN_SEARCH_H

#include "base/problem.h"
#include "domain/doors.h"
#include "text/words.h"

#define SEARCH_TEXT_BYTES_MAX 4000 /* of the further text; what is beyond cannot be found */
#define SEARCH_QUERY_BYTES_MAX 200 /* of what is asked */
#define SEARCH_FOUND_MAX 2000      /* nobody looks further: the count then says "more than" */
#define SEARCH_LOOKED_MAX 20000    /* documents that hold all the words and are read for the phrase */

struct search_doc {
    struct str object; /* its stable name; one document for each */
    struct str kind;   /* of SEARCH_SOURCES: "organ", "scheme", "notice", "publication", "record" */
    struct str title, code, text; /* code and text may be empty */
    struct str path;
    int64_t organ_id; /* whose it is; 0: nobody's */
    int64_t day;      /* YYYYMMDD; 0: none */
    struct permit permit;
    const int64_t *organ;        /* the organs that permit.own speaks of */
    const unsigned *organ_roles; /* [organs] to which roles of it; NULL: permit.own for each */
    size_t organs;
};

/* Adds the document or brings it to what it is now; nothing is written when nothing changed. */
enum rc search_put(struct act *act, const struct search_doc *doc, struct err *err) MUST_CHECK;
/* Takes it out; none is no error. */
enum rc search_drop(struct act *act, struct str object, struct err *err) MUST_CHECK;
/* All documents of a small register (its line in SEARCH_SOURCES), as the act has left the tables: puts what
 * changed, drops what is gone. Meant for some hundreds; records call search_put. */
enum rc search_refresh(struct act *act, struct str kind, struct err *err) MUST_CHECK;

/* ---- asking ---- */

enum search_place { SEARCH_IN_TITLE = 1, SEARCH_IN_CODE, SEARCH_IN_TEXT };
struct search_hit {
    struct str object, kind, title, code, text, path;
    int64_t organ_id, day;
    enum search_place
        place; /* the worst of its phrases' best places: by it, then by day, hits are in order */
};
struct search_kind_count {
    struct str kind;
    int64_t hits;
};
struct search_found {
    const struct search_hit *hit; /* all, the best first */
    size_t hits;
    const struct search_kind_count *kind; /* in the order of SEARCH_SOURCES; those with hits */
    size_t kinds;
    struct word_query query; /* to mark what was found */
    bool has_more;           /* a limit was reached: there are more than `hits` */
};
/* All words must be there, a longer phrase as it was written. An empty question finds nothing. RC_INVALID
 * "search.one_character" (a single Chinese character alone: it would find half the house, and not all of
 * it), "search.no_word" (signs alone), "search.too_long". */
enum rc search_find(struct db *db, struct arena *a, const struct actor *actor, struct str text,
                    struct search_found *ret, struct err *err) MUST_CHECK;

/* ---- making it again ---- */

/* Was it made by the rules of this program? False also when it never was. */
enum rc search_is_current(struct db *db, struct arena *a, int64_t tenant_id, bool *ret,
                          struct err *err) MUST_CHECK;
/* act_search_rebuild, operational, without input: makes the whole index from the tables. The answer is the
 * number of documents. The program does it when it starts and search_is_current is false (main/house.h);
 * `kaocheng reindex` at any time. */

struct search_report {
    int64_t docs;           /* compared */
    struct problems *found; /* "search.differs" {0} object; "search.surplus": more is there than should be,
                               {0} documents */
};
/* Compares the index with what the sources give, one by one. */
enum rc search_check(struct db *db, struct arena *a, int64_t tenant_id, struct search_report *ret,
                     struct err *err) MUST_CHECK;

/* ---- what can be found ---- */

struct search_docs {
    const struct search_doc *doc;
    size_t n;
};
struct search_source {
    struct str kind;
    const char *text; /* key: 单位 */
    bool is_small;    /* the first load gives all: search_refresh may be asked for it */
    /* The documents after *cursor, which begins with 0 and is moved on; n = 0: there are no more. */
    enum rc (*load)(struct db *db, struct arena *a, int64_t tenant_id, int64_t *cursor,
                    struct search_docs *ret, struct err *err);
};
extern const struct search_source SEARCH_SOURCES[];
extern const size_t SEARCH_SOURCES_COUNT;
const struct search_source *search_source_of(struct str kind); /* NULL: none */
/* A number for the rules by which an index is made: of the sources, of what ships with the program and of the
 * words. An index of another number is made again when the program starts. */
int64_t search_rules(void);

#endif
