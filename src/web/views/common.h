/* Parts that many views share. A view is all that a page may know: text, whole numbers, yes and no; no
 * handle, no function. Everything lives in the request's arena. Empty text (n = 0) means "there is none", and
 * the page leaves the place out. Numbers with decimals arrive as text, written by whoever knows their digits;
 * where a picture needs lengths, it gets whole numbers in any one scale.
 *
 * A struct NAME_view is what pages/NAME.html draws; those here are fragments of other pages. */
#ifndef WEB_VIEWS_COMMON_H
#define WEB_VIEWS_COMMON_H

#include "base/str.h"

/* The place in the navigation that is "here". */
enum place {
    PLACE_NONE,
    PLACE_HOME,
    PLACE_SCORES,
    PLACE_ANALYSIS,
    PLACE_PAST,
    PLACE_PUBLICATIONS,
    PLACE_SCHEMES,
    PLACE_IMPORTS,
    PLACE_FACTS,
    PLACE_FILES,
    PLACE_RULES,
    PLACE_ORGANS,
    PLACE_REGISTERS,
    PLACE_REGISTERS_CHECK,
    PLACE_PATTERNS,
    PLACE_CALENDAR,
    PLACE_DUE,
    PLACE_LEDGER,
    PLACE_ACCOUNTS,
    PLACE_PERMITS,
    PLACE_SEARCH,
    PLACE_REMINDERS,
    PLACE_CHANNELS,
    PLACE_ME,
    PLACE_ABOUT,
};

/* A link in a row of them: classes, periods, years, versions. */
struct tab {
    struct str label, url;
    bool is_here;
};

/* One step of the way to this page; the last has no url. */
struct crumb {
    struct str label, url;
};

/* A generated sentence in pieces; a piece with a url is a link and stands out. */
struct phrase {
    struct str text, url;
};

/* What one field of a form holds: what was typed, and what is wrong with it. */
struct field {
    struct str value;
    struct str error;
};

struct option {
    struct str value, label;
};

/* A field of files (web/attach_field.h): new ones, and earlier ones of the own unit to choose from. */
struct files_choice {
    struct str value, label, remark; /* remark: where the same file is used; n = 0: nowhere */
    bool is_chosen;
};
struct files_field {
    const struct files_choice *choice; /* those that were chosen first */
    size_t choices;
    bool has_chosen; /* then the choices lie open */
    struct str most; /* how many */
    struct str error;
};

/* One line of the summary above a form. `id` is the name of the field it leads to; n = 0 when it is about the
 * whole form. */
struct form_error {
    struct str id, text, hint;
};

struct form_errors_view {
    const struct form_error *rows;
    size_t rows_n;
};

/* One fault in a file that a person wrote. */
struct problem_row {
    struct str place; /* "D14", "第 14 行" */
    struct str value; /* what stands there */
    struct str text;  /* what is wrong */
    struct str hint;  /* how to mend it */
    bool is_warning;
};

struct problems_view {
    const struct problem_row *rows;
    size_t rows_n;
    size_t more; /* found, not listed */
    size_t errors, warnings;
};

/* Where an act stands in the ledger: shown under what it made. */
struct receipt_view {
    struct str number; /* entry number */
    struct str url;    /* /ledger/… */
    struct str leaf;   /* hash, hex */
    struct str at, by; /* when, who */
};

struct pager_view {
    size_t total;    /* of all pages */
    int page, pages; /* from 1 */
    struct str prev_url, next_url;
};

#endif
