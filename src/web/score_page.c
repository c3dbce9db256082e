#include "web/score_page.h"

#include <inttypes.h>

/* The scheme that the address names, else the newest year's. */
static enum rc choose_scheme(struct door *d, struct score_page *p, struct str *ret_code, int64_t *ret_version,
                             struct err *err)
{
    enum rc rc = scheme_records_load(d->db, d->a, d->who.actor.tenant_id, &p->schemes, err);
    if (rc != RC_OK)
        return rc;
    *ret_code = http_query(d->q, STR("scheme"));
    *ret_version = 0;
    if (http_query(d->q, STR("version")).n && !str_to_i64(http_query(d->q, STR("version")), ret_version))
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "version is no number");
    if (ret_code->n == 0 && p->schemes.n == 0)
        return FAIL(err, RC_NOT_FOUND, "score.no_scheme_yet", "no scheme");
    if (ret_code->n == 0)
        *ret_code = p->schemes.record[0].code;
    return RC_OK;
}

static enum rc choose_window(struct door *d, struct score_page *p, struct err *err)
{
    size_t n = results_windows(p->results);
    struct str wish = http_query(d->q, STR("period"));
    struct window w;
    p->window = n;
    if (wish.n == 0) {
        p->window = n ? n - 1 : n;
        return RC_OK;
    }
    enum rc rc = window_read(wish, &w, err);
    for (size_t i = 0; i < n && rc == RC_OK; i++)
        if (results_window(p->results, i).first == w.first &&
            results_window(p->results, i).months == w.months)
            p->window = i;
    if (rc != RC_OK || p->window == n) {
        (void)FAIL(err, RC_NOT_FOUND, "score.no_values_in_period", "%zu windows", n);
        return err_arg(err, 0, wish);
    }
    return RC_OK;
}

enum rc score_page_open(struct door *d, struct score_page *ret, struct err *err)
{
    struct str code;
    int64_t version;
    *ret = (struct score_page){0};
    enum rc rc = choose_scheme(d, ret, &code, &version, err);
    if (rc == RC_OK)
        rc = results_get(d->app->results, d->db, code, version, &ret->results, err);
    if (rc == RC_OK) {
        ret->open = results_scheme(ret->results);
        ret->scheme = ret->open->scheme;
        rc = choose_window(d, ret, err);
    }
    if (rc == RC_OK && ret->window < results_windows(ret->results))
        rc = results_compute(ret->results, ret->window, &ret->now, err);
    if (rc == RC_OK && ret->now && ret->window > 0)
        rc = results_compute(ret->results, ret->window - 1, &ret->last, err);
    if (rc != RC_OK) {
        score_page_release(ret);
        return rc;
    }
    struct str version_part = version ? arena_printf(d->a, "&version=%" PRId64, version) : (struct str){0};
    ret->query = arena_printf(d->a, "?scheme=%.*s%.*s", STR_ARG(code), STR_ARG(version_part));
    return RC_OK;
}

void score_page_release(struct score_page *p) { results_unref(&p->results); }

const struct tab *score_page_periods(struct door *d, const struct score_page *p, struct str path,
                                     size_t *ret_n)
{
    size_t n = results_windows(p->results);
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct window w = results_window(p->results, i);
        struct str class = http_query(d->q, STR("class"));
        tabs[i] = (struct tab){.label = web_period_short(d, w),
                               .url = arena_printf(d->a, "%.*s%.*s&period=%.*s%s%.*s", STR_ARG(path),
                                                   STR_ARG(p->query), STR_ARG(window_write(d->a, w)),
                                                   class.n ? "&class=" : "", STR_ARG(class)),
                               .is_here = i == p->window};
    }
    *ret_n = n;
    return tabs;
}

struct str score_page_period(struct door *d, const struct score_page *p)
{
    struct window w = p->now->window;
    struct str words = web_period(d, w);
    int last = results_last_month(p->results);
    if (last < w.first || last >= w.first + w.months - 1)
        return words;
    return TEXT2(d, "period.so_far", words, arena_printf(d->a, "%d", last % 12 + 1));
}

struct str score_page_link(struct door *d, const struct score_page *p, int unit)
{
    struct str period = p->now ? window_write(d->a, p->now->window) : (struct str){0};
    return arena_printf(d->a, "/scores/%" PRId64 "%.*s&period=%.*s", p->open->organ_id[unit],
                        STR_ARG(p->query), STR_ARG(period));
}

enum rc score_page_class(const struct door *d, const struct score_page *p, int *ret, struct err *err)
{
    struct str wish = http_query(d->q, STR("class"));
    *ret = wish.n ? scheme_class_find(p->scheme, wish) : 0;
    if (*ret < 0) {
        (void)FAIL(err, RC_NOT_FOUND, "score.no_such_class", "%d classes", p->scheme->classes_count);
        return err_arg(err, 0, wish);
    }
    for (int u = 0; wish.n == 0 && u < p->scheme->units_count; u++)
        if (p->open->organ_id[u] == d->who.actor.organ_id && d->who.actor.organ_id)
            *ret = p->scheme->units[u].class_index;
    return RC_OK;
}

enum rc score_page_unit(struct door *d, const struct score_page *p, int64_t organ_id, int *ret,
                        struct err *err)
{
    (void)d;
    for (int u = 0; u < p->scheme->units_count; u++)
        if (p->open->organ_id[u] == organ_id) {
            *ret = u;
            return RC_OK;
        }
    return FAIL(err, RC_NOT_FOUND, "score.organ_not_in_scheme", "organ %" PRId64, organ_id);
}

int64_t score_scaled(int64_t v, int digits)
{
    for (; digits < SCORE_SCALE_DIGITS; digits++)
        if (__builtin_mul_overflow(v, (int64_t)10, &v))
            return 0;
    for (; digits > SCORE_SCALE_DIGITS; digits--)
        v /= 10;
    return v;
}

struct str score_dec(struct arena *a, struct dec v) { return fixed_write_short(a, v.units, v.digits); }

struct str score_unit_name(const struct score_page *p, int unit) { return p->scheme->units[unit].name; }
