/* Errors with two faces. `text` is a key into the catalogue of texts and the only part that a user sees,
 * with `arg[0..3]` put in at {0} … {3}; `detail` is for the log alone. Library rooms never log: they fill
 * a struct err and return an rc; only the top (request loop, job loop, main) logs, once.
 *
 * Three kinds of wrong, three tools: bad input or circumstances: an rc; a bug of ours: ASSERT, always on;
 * a branch that cannot happen but can be survived: NEVER. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/str.h"

enum rc {
    RC_OK,
    RC_NOT_FOUND, /* 404 */
    RC_DENIED,    /* 403 */
    RC_INVALID,   /* 422: what came in is wrong; the person can mend it */
    RC_CONFLICT,  /* 409: it was right, but somebody was faster */
    RC_BUSY,      /* 503: try again; the transaction runner already did, three times */
    RC_TOO_LARGE, /* 413 */
    RC_NO_MEMORY, /* pure libraries only */
    RC_DB,        /* 500 */
    RC_IO,        /* 500 */
    RC__COUNT
};

#define ERR_ARGS_MAX 4

struct err {
    enum rc rc;
    const char *text;            /* key of the catalogue, a literal; NULL when nothing failed */
    const char *hint;            /* key: how to mend it; may be NULL */
    char arg[ERR_ARGS_MAX][160]; /* put in at {0} …; cut at a code point */
    char detail[400];            /* log only */
    const char *file;
    int line;
};

/* return FAIL(err, RC_INVALID, "scheme.unknown_unit", "unit %.*s", STR_ARG(name)); — the key must be a
 * literal; the build stops when no catalogue has it. Evaluates to the rc. `err` may be NULL. */
#define FAIL(err, rc, key, ...) err_set((err), (rc), "" key "", __FILE__, __LINE__, __VA_ARGS__)
enum rc err_set(struct err *err, enum rc rc, const char *text, const char *file, int line,
                const char *detail_fmt, ...) __attribute__((format(printf, 6, 7)));
/* Puts a value in at {i}. Returns the rc, so that it can close a return statement. */
enum rc err_arg(struct err *err, size_t i, struct str value);
#define ERR_HINT(err, key) err_hint((err), "" key "")
void err_hint(struct err *err, const char *key);

__attribute__((noreturn)) void assert_failed(const char *what, const char *file, int line);
#define ASSERT(x) ((x) ? (void)0 : assert_failed(#x, __FILE__, __LINE__))
/* True when the impossible happened; the caller returns an error. Aborts in test builds. */
#ifdef KC_TEST_BUILD
#define NEVER(x) ((x) ? (assert_failed("NEVER(" #x ")", __FILE__, __LINE__), true) : false)
#else
#define NEVER(x) (__builtin_expect((x), 0))
#endif

#endif
