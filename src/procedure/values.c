/* What many sections have: texts in two languages, lists of names, durations. */
#include "procedure/reader.h"

#include "base/utf8.h"

#define TITLE_CHARACTERS_MAX 60

static void check_text(struct reader *r, const struct doc *d, int most)
{
    if (utf8_count(d->text) > (size_t)most)
        problem_arg(r->p, wrong(r, d, K("procedure.text_too_long"), d->key), 1,
                    arena_printf(r->p->arena, "%d", most));
    else if (!utf8_is_plain_line(d->text))
        (void)wrong(r, d, K("procedure.text_unfit"), d->key);
}

static void take_text(struct reader *r, struct fields *f, const char *key, int most, struct str *ret)
{
    struct doc *d = field(f, key);
    if (!d)
        return;
    if (d->kind != DOC_TEXT) {
        problem_arg(r->p, doc_problem(r->p, d, "score.text_wanted"), 0, d->key);
        return;
    }
    check_text(r, d, most);
    *ret = d->text;
}

void bilingual_inline(struct reader *r, struct fields *f, int most, struct bilingual *ret)
{
    take_text(r, f, "zh", most, &ret->zh);
    take_text(r, f, "en", most, &ret->en);
}

void bilingual_read(struct reader *r, struct doc *d, int most, struct bilingual *ret)
{
    if (!d)
        return;
    if (d->kind == DOC_TEXT) {
        check_text(r, d, most);
        ret->zh = d->text;
    } else {
        struct fields f = fields_of(r, d);
        bilingual_inline(r, &f, most, ret);
        fields_done(&f);
    }
    if (ret->zh.n == 0)
        (void)wrong(r, d, K("procedure.no_chinese"), d->key);
}

void title_field(struct reader *r, struct fields *f, struct bilingual *ret)
{
    struct doc *d = field(f, "title");
    if (d)
        bilingual_read(r, d, TITLE_CHARACTERS_MAX, ret);
    else if (f->map)
        wrong_key(r, f->map, K("procedure.title_missing"), f->map->key.n ? f->map->key : STR("procedure"))
            ->hint = K("procedure.title_hint");
}

struct doc *texts_of(struct reader *r, struct doc *list, int most)
{
    int n = 0;
    for (struct doc *d = list ? list->first : NULL, *before = NULL; d; before = d, d = d->next) {
        if (++n > most) {
            struct problem *q = wrong_key(r, list, K("procedure.too_many"), list->key);
            problem_arg(r->p, q, 1, arena_printf(r->p->arena, "%d", most));
            if (before)
                before->next = NULL; /* nobody reads the others */
            list->count = most;
            break;
        }
        if (d->kind != DOC_TEXT)
            problem_arg(r->p, doc_problem(r->p, d, "score.text_wanted"), 0, list->key);
    }
    return list;
}

size_t items_counted(struct reader *r, const struct doc *list)
{
    size_t n = list ? (size_t)list->count : 0;
    if (n <= PROCEDURE_ITEMS_MAX)
        return n;
    problem_arg(r->p, wrong_key(r, list, K("procedure.too_many"), list->key), 1,
                arena_printf(r->p->arena, "%d", PROCEDURE_ITEMS_MAX));
    return 0;
}

struct doc *texts_field(struct reader *r, struct fields *f, const char *key, int most)
{
    return texts_of(r, field_list(f, key), most);
}

uint64_t things_field(struct reader *r, struct fields *f, const char *key, enum thing thing)
{
    uint64_t bits = 0;
    struct doc *list = texts_field(r, f, key, PROCEDURE_ITEMS_MAX);
    for (struct doc *d = list ? list->first : NULL; d; d = d->next) {
        int i = d->kind == DOC_TEXT ? name_find(r, thing, d, 0, d->text) : -1;
        if (i >= 0 && HAS(bits, i))
            (void)wrong(r, d, K("procedure.named_twice"), d->text);
        if (i >= 0)
            bits |= BIT64(i);
    }
    if (list && list->count == 0)
        (void)wrong_key(r, list, K("procedure.list_empty"), list->key);
    return bits;
}

/* The text of a key; NULL when there is none. */
static struct doc *text_at(struct reader *r, struct fields *f, const char *key)
{
    struct doc *d = field(f, key);
    if (!d || d->kind == DOC_TEXT)
        return d;
    problem_arg(r->p, doc_problem(r->p, d, "score.text_wanted"), 0, d->key);
    return NULL;
}

int thing_field(struct reader *r, struct fields *f, const char *key, enum thing thing)
{
    struct doc *d = text_at(r, f, key);
    return d ? name_find(r, thing, d, 0, d->text) : -1;
}

int field_of_kind(struct reader *r, struct fields *f, const char *key, unsigned kinds)
{
    struct doc *d = text_at(r, f, key);
    int i = d ? name_find(r, THING_FIELD, d, 0, d->text) : -1;
    if (i >= 0 && !(kinds >> r->field[i].kind & 1)) {
        struct problem *q = wrong(r, d, K("procedure.field_of_other_kind"), d->text);
        problem_arg(r->p, q, 1, d->key);
        q->hint = kinds >> FIELD_ORGAN & 1    ? K("procedure.organ_wanted")
                  : kinds >> FIELD_DATE & 1   ? K("procedure.date_wanted")
                  : kinds >> FIELD_NUMBER & 1 ? K("procedure.number_wanted")
                                              : K("procedure.text_wanted");
        return -1;
    }
    return i;
}

bool limit_read(struct reader *r, struct doc *d, struct str text, size_t offset, struct time_limit *ret)
{
    static const struct str words[] = {STR_INIT("workdays"), STR_INIT("workday"),    STR_INIT("days"),
                                       STR_INIT("day"),      STR_INIT("months"),     STR_INIT("month"),
                                       STR_INIT("years"),    STR_INIT("hours"),      STR_INIT("openhours"),
                                       STR_INIT("minutes"),  STR_INIT("openminutes")};
    size_t digits = 0, unit = 0;
    int64_t amount;
    while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9')
        digits++;
    for (unit = digits; unit < text.n && text.p[unit] == ' '; unit++)
        ;
    struct str word = str_sub(text, unit, text.n - unit);
    int minutes;
    if (!str_to_i64(str_sub(text, 0, digits), &amount) || word.n == 0) {
        wrong_in(r, d, offset, K("procedure.limit_wanted"), text)->hint = K("procedure.limit_hint");
        return false;
    }
    if (!limit_word(word, &ret->unit, &minutes)) {
        name_unknown(r, d, offset + unit, K("procedure.unit_unknown"), word, words, COUNT_OF(words));
        return false;
    }
    amount = amount > LIMIT_AMOUNT_MAX ? LIMIT_AMOUNT_MAX + 1 : minutes ? amount * minutes : amount;
    if (amount > LIMIT_AMOUNT_MAX) {
        (void)wrong_in(r, d, offset, K("procedure.limit_too_long"), text);
        return false;
    }
    ret->amount = (int)amount;
    return true;
}
