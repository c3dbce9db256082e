/* /tasks/patterns: what is worth a look, with the numbers behind it. The rules are domain/record_pattern.h;
 * here they are put into words, and drawn. */
#include <inttypes.h>

#include "base/url.h"
#include "domain/record_pattern.h"
#include "web/record_words.h"
#include "web/views/patterns.h"

#define PICTURE_WIDTH 420
#define PICTURE_HEIGHT 130
#define PICTURE_BASE 108
#define PICTURE_TALL 96 /* of a whole hundred */
#define FEET_MAX 6      /* so many bars have room for a word each */

struct drawing {
    struct record_words w;
    struct door *d;
    struct patterns_view v;
};

static struct str number(struct drawing *p, int64_t n) { return arena_printf(p->d->a, "%" PRId64, n); }
static struct str percent(struct drawing *p, int64_t n) { return arena_printf(p->d->a, "%" PRId64 "%%", n); }
static struct str days(struct drawing *p, int64_t hours) { return number(p, hours / 24); }

/* ---- the rules, with their thresholds ---- */

static struct str rule_text(struct drawing *p, enum record_pattern pattern)
{
    struct door *d = p->d;
    struct str apart = number(p, RECORD_PATTERN_APART), span = number(p, RECORD_PATTERN_DAYS);
    if (pattern == PATTERN_TALK) {
        struct str arg[] = {span, number(p, RECORD_PATTERN_GAIN_DAYS), number(p, RECORD_PATTERN_GAIN)};
        return text_fill(d->a, TEXT(d, "pattern.talk_rule"), arg, COUNT_OF(arg));
    }
    bool is_report = pattern == PATTERN_REPORTS;
    struct str arg[] = {span, number(p, is_report ? RECORD_PATTERN_REPORTS : RECORD_PATTERN_EXTENSIONS),
                        number(p, is_report ? RECORD_PATTERN_CRAMMED : RECORD_PATTERN_LATE),
                        number(p, is_report ? RECORD_PATTERN_LAST : RECORD_PATTERN_HOURS)};
    struct str text = is_report ? TEXT(d, "pattern.reports_rule") : TEXT(d, "pattern.extensions_rule");
    return TEXT2(d, "pattern.apart_rule", text_fill(d->a, text, arg, COUNT_OF(arg)), apart);
}

static struct str rule_title(struct drawing *p, enum record_pattern pattern)
{
    static const char *const title[RECORD_PATTERN__COUNT] = {
        [PATTERN_EXTENSIONS] = K("pattern.extensions"),
        [PATTERN_REPORTS] = K("pattern.reports"),
        [PATTERN_TALK] = K("pattern.talk"),
    };
    return door_text(p->d, title[pattern]);
}

/* ---- one sentence ---- */

static struct str talk_said(struct drawing *p, const struct record_finding *f)
{
    struct door *d = p->d;
    const struct record_deed *talk = &f->deeds.row[0];
    struct str then[] = {talk->title, web_day(d, date_day_of(talk->at_ms)), number(p, f->before)};
    struct str since[] = {number(p, RECORD_PATTERN_GAIN_DAYS), number(p, f->after),
                          number(p, f->after - f->before), number(p, f->before - f->earlier)};
    return TEXT2(d, "pattern.talk_whole", text_fill(d->a, TEXT(d, "pattern.talk_said"), then, COUNT_OF(then)),
                 text_fill(d->a, TEXT(d, "pattern.talk_gain"), since, COUNT_OF(since)));
}

static struct str sentence_of(struct drawing *p, const struct record_finding *f)
{
    struct door *d = p->d;
    bool is_report = f->pattern == PATTERN_REPORTS;
    if (f->pattern == PATTERN_TALK)
        return talk_said(p, f);
    struct str said = is_report ? TEXT(d, "pattern.reports_said") : TEXT(d, "pattern.extensions_said");
    struct str arg[] = {number(p, RECORD_PATTERN_DAYS), number(p, f->all), number(p, f->hits),
                        number(p, is_report ? RECORD_PATTERN_LAST : RECORD_PATTERN_HOURS)};
    struct str whole[] = {text_fill(d->a, said, arg, COUNT_OF(arg)),
                          number(p, record_pattern_percent(f->hits, f->all)),
                          number(p, record_pattern_percent(f->others_hits, f->others_all))};
    return text_fill(d->a, f->others_all ? TEXT(d, "pattern.compared") : TEXT(d, "pattern.alone"), whole,
                     COUNT_OF(whole));
}

/* ---- its numbers ---- */

static void fill_talk_numbers(struct drawing *p, const struct record_finding *f, struct pattern_number *n)
{
    struct door *d = p->d;
    struct str span = number(p, RECORD_PATTERN_GAIN_DAYS);
    const struct record_deed *talk = &f->deeds.row[0];
    n[0] = (struct pattern_number){.label = TEXT1(d, "pattern.earlier", span), .own = percent(p, f->earlier)};
    n[1] = (struct pattern_number){.label = TEXT(d, "pattern.before"),
                                   .own = percent(p, f->before),
                                   .url = record_url(&p->w, talk->number)};
    n[2] = (struct pattern_number){.label = TEXT1(d, "pattern.after", span),
                                   .own = percent(p, f->after),
                                   .url = record_url(&p->w, talk->record_id)};
}

static void fill_numbers(struct drawing *p, const struct record_finding *f, struct pattern_finding *out)
{
    struct door *d = p->d;
    struct pattern_number *n = ARENA_ARRAY(d->a, struct pattern_number, 3);
    bool is_report = f->pattern == PATTERN_REPORTS;
    out->numbers = n;
    out->numbers_n = 3;
    if (f->pattern == PATTERN_TALK) {
        fill_talk_numbers(p, f, n);
        return;
    }
    struct str lead = url_part(d->a, record_organ(&p->w, f->unit));
    struct str list = arena_printf(d->a, "/registers/supervised_task?lead=%.*s", STR_ARG(lead));
    n[0] = (struct pattern_number){.label = is_report ? TEXT(d, "pattern.reports_all")
                                                      : TEXT(d, "pattern.extensions_all"),
                                   .own = web_number(d, f->all),
                                   .others = web_number(d, f->others_all),
                                   .url = list};
    n[1] = (struct pattern_number){
        .label = is_report ? TEXT1(d, "pattern.reports_hits", number(p, RECORD_PATTERN_LAST))
                           : TEXT1(d, "pattern.extensions_hits", number(p, RECORD_PATTERN_HOURS)),
        .own = web_number(d, f->hits),
        .others = web_number(d, f->others_hits),
        .url = list};
    n[2] =
        (struct pattern_number){.label = TEXT(d, "pattern.share"),
                                .own = percent(p, record_pattern_percent(f->hits, f->all)),
                                .others = percent(p, record_pattern_percent(f->others_hits, f->others_all))};
}

/* ---- its picture ---- */

static struct str bar_label(struct drawing *p, enum record_pattern pattern,
                            const struct record_pattern_bar *b)
{
    struct door *d = p->d;
    if (pattern == PATTERN_TALK)
        return web_day(d, b->from);
    if (pattern == PATTERN_EXTENSIONS)
        return b->is_marked ? TEXT1(d, "pattern.days_last", days(p, b->to))
               : b->to      ? TEXT2(d, "pattern.days_to", days(p, b->from), days(p, b->to))
                            : TEXT1(d, "pattern.days_more", days(p, b->from));
    return b->is_marked ? TEXT1(d, "pattern.workdays_last", number(p, b->to))
           : b->to      ? TEXT2(d, "pattern.workdays_to", number(p, b->from + 1), number(p, b->to))
                        : TEXT1(d, "pattern.workdays_more", number(p, b->from + 1));
}

static void draw_bar(struct drawing *p, const struct record_finding *f, size_t i, struct pattern_bar *out)
{
    const struct record_pattern_bar *b = &f->bar[i];
    bool is_talk = f->pattern == PATTERN_TALK;
    int slot = PICTURE_WIDTH / (int)f->bars, wide = slot * (is_talk ? 70 : 36) / 100;
    int64_t own = is_talk ? b->own : record_pattern_percent(b->own, f->all);
    int64_t others = record_pattern_percent(b->others, f->others_all);
    *out = (struct pattern_bar){.label = bar_label(p, f->pattern, b),
                                .own = is_talk ? percent(p, b->own) : web_number(p->d, b->own),
                                .others = web_number(p->d, b->others),
                                .is_marked = b->is_marked,
                                .width = wide,
                                .x = (int)i * slot + slot * 12 / 100,
                                .height = (int)(own * PICTURE_TALL / 100),
                                .others_x = (int)i * slot + slot * 12 / 100 + wide + 2,
                                .others_height = (int)(others * PICTURE_TALL / 100),
                                .middle = (int)i * slot + slot / 2};
    out->y = PICTURE_BASE - out->height;
    out->others_y = PICTURE_BASE - out->others_height;
    if (f->bars <= FEET_MAX)
        out->foot = out->label;
}

static void fill_picture(struct drawing *p, const struct record_finding *f, struct pattern_finding *out)
{
    struct door *d = p->d;
    struct pattern_bar *bars = ARENA_ARRAY(d->a, struct pattern_bar, f->bars + 1);
    for (size_t i = 0; i < f->bars; i++)
        draw_bar(p, f, i, &bars[i]);
    out->bars = bars;
    out->bars_n = f->bars;
    out->has_others = f->pattern != PATTERN_TALK;
    out->picture = f->pattern == PATTERN_EXTENSIONS ? TEXT(d, "pattern.extensions_picture")
                   : f->pattern == PATTERN_REPORTS  ? TEXT(d, "pattern.reports_picture")
                                                    : TEXT(d, "pattern.talk_picture");
}

/* ---- case by case ---- */

static void fill_deeds(struct drawing *p, const struct record_finding *f, struct pattern_finding *out)
{
    struct door *d = p->d;
    struct pattern_deed *deeds = ARENA_ARRAY(d->a, struct pattern_deed, f->deeds.n + 1);
    out->has_until = f->pattern == PATTERN_EXTENSIONS;
    for (size_t i = 0; i < f->deeds.n; i++) {
        const struct record_deed *from = &f->deeds.row[i];
        deeds[i] = (struct pattern_deed){.record = from->code,
                                         .url = record_url(&p->w, from->record_id),
                                         .title = from->title,
                                         .at = web_instant(d, from->at_ms)};
        if (out->has_until)
            deeds[i].until = web_day(d, from->number);
    }
    out->deeds = deeds;
    out->deeds_n = f->deeds.n;
}

static void fill_rules(struct drawing *p, const struct record_findings *found)
{
    struct door *d = p->d;
    struct pattern_rule *rules = ARENA_ARRAY(d->a, struct pattern_rule, RECORD_PATTERN__COUNT);
    for (int k = 0; k < RECORD_PATTERN__COUNT; k++) {
        struct pattern_finding *rows = ARENA_ARRAY(d->a, struct pattern_finding, found->n + 1);
        rules[k] = (struct pattern_rule){.title = rule_title(p, k),
                                         .rule = rule_text(p, k),
                                         .is_good = k == PATTERN_TALK,
                                         .findings = rows};
        for (size_t i = 0; i < found->n; i++) {
            const struct record_finding *f = &found->row[i];
            if (f->pattern != (enum record_pattern)k)
                continue;
            struct pattern_finding *out = &rows[rules[k].findings_n++];
            out->unit = record_organ(&p->w, f->unit);
            out->unit_url = arena_printf(d->a, "/organs/%" PRId64, f->unit);
            out->sentence = sentence_of(p, f);
            fill_numbers(p, f, out);
            fill_picture(p, f, out);
            fill_deeds(p, f, out);
        }
    }
    p->v.rules = rules;
    p->v.rules_n = RECORD_PATTERN__COUNT;
}

/* Deeds of a register whose regulation does not show this reader all of it count for nothing. */
static enum rc keep_seen(struct door *d, struct str procedure, struct record_deeds *deeds,
                         struct record_deeds *more, struct err *err)
{
    const struct procedure *p;
    enum rc rc = record_procedure(d, procedure, 0, &p, err);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (rc == RC_OK && record_scope_of(p, &d->who.actor).is_all)
        return RC_OK;
    deeds->n = more->n = 0;
    return RC_OK;
}

enum rc handle_patterns(struct door *d, struct err *err)
{
    struct drawing p = {.d = d,
                        .v = {.picture_width = PICTURE_WIDTH,
                              .picture_height = PICTURE_HEIGHT,
                              .picture_base = PICTURE_BASE}};
    struct record_pattern_events events;
    struct record_findings found;
    enum rc rc = record_words_load(d, &p.w, err);
    if (rc == RC_OK)
        rc = record_pattern_load(d->db, d->a, d->who.actor.tenant_id, d->now_ms, &events, err);
    if (rc == RC_OK)
        rc = keep_seen(d, STR("supervised_task"), &events.extensions, &events.reports, err);
    if (rc == RC_OK)
        rc = keep_seen(d, STR("interview"), &events.talks, &events.talks, err);
    if (rc != RC_OK)
        return rc;
    record_pattern_find(d->a, &events, p.w.calendar.calendar, d->now_ms, &found);
    fill_rules(&p, &found);
    web_frame(d, &p.v.shell, PLACE_PATTERNS, TEXT(d, "pattern.title"));
    page_patterns(&d->h, &p.v);
    return RC_OK;
}
