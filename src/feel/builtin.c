/* The table of all built-in functions, and the few things that each of them needs. The parts are constants of
 * their own files; they are joined once, so that a lookup walks one array. */
#include "feel/builtin.h"

#include <pthread.h>

#include "base/err.h"

const struct feel_type BUILTIN_ITEMS = {.kind = TYPE_LIST, .of = &FEEL_ANY};
const struct feel_type BUILTIN_NUMBERS = {.kind = TYPE_LIST, .of = &FEEL_NUMBER};
static const struct feel_type CONTEXT = {.kind = TYPE_CONTEXT};
const struct feel_type BUILTIN_CONTEXTS = {.kind = TYPE_LIST, .of = &CONTEXT};
static const struct feel_member ENTRY_MEMBER[] = {{STR_INIT("key"), &FEEL_STRING},
                                                  {STR_INIT("value"), &FEEL_ANY}};
static const struct feel_type ENTRY = {.kind = TYPE_CONTEXT, .member = ENTRY_MEMBER, .members = 2};
const struct feel_type BUILTIN_ENTRIES = {.kind = TYPE_LIST, .of = &ENTRY};

static const struct builtin_rows *const PART[] = {&BUILTIN_NUMBER, &BUILTIN_TEXT,    &BUILTIN_PATTERN,
                                                  &BUILTIN_LIST,   &BUILTIN_CONTEXT, &BUILTIN_TIME,
                                                  &BUILTIN_RANGE};

static struct builtin joined[BUILTIN_ROWS_MAX];
static size_t joined_n;

static void join_parts(void)
{
    for (size_t i = 0; i < COUNT_OF(PART); i++) {
        ASSERT(joined_n + PART[i]->n <= BUILTIN_ROWS_MAX);
        if (PART[i]->n)
            memcpy(joined + joined_n, PART[i]->row, PART[i]->n * sizeof *joined);
        joined_n += PART[i]->n;
    }
}

const struct builtin *builtin_rows(size_t *ret_n)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    ASSERT(pthread_once(&once, join_parts) == 0);
    *ret_n = joined_n;
    return joined;
}

bool builtin_refuse(const struct builtin_call *c, const char *text, struct str arg)
{
    note_at(c->run, c->at, text, arg, (struct str){0});
    return false;
}

bool builtin_stop(const struct builtin_call *c, const char *text)
{
    if (!c->run->is_stopped)
        note_at(c->run, c->at, text, (struct str){0}, (struct str){0});
    c->run->is_stopped = true;
    return false;
}

bool builtin_steps(const struct builtin_call *c, size_t n)
{
    if (n > FEEL_STEPS_MAX || c->run->steps + (long)n > c->run->steps_max)
        return builtin_stop(c, K("feel.step_limit"));
    c->run->steps += (long)n;
    return !c->run->is_stopped;
}

struct value *builtin_items(const struct builtin_call *c, size_t n)
{
    struct value *item = NULL;
    if (n > FEEL_ITEMS_MAX)
        (void)builtin_stop(c, K("feel.list_limit"));
    else if (builtin_steps(c, n) && !(item = arena_try_array(c->arena, n ? n : 1, sizeof *item)))
        (void)builtin_stop(c, K("feel.no_memory"));
    return item;
}

bool builtin_list(const struct builtin_call *c, const struct value *item, size_t n, struct value *ret)
{
    *ret = value_list(c->arena, item, n);
    return ret->kind == VALUE_LIST || builtin_stop(c, K("feel.value_depth"));
}

bool builtin_string(const struct builtin_call *c, const struct buf *b, struct value *ret)
{
    if (b->failed || b->n > FEEL_STRING_MAX)
        return builtin_stop(c, K("feel.text_limit"));
    char *copy = arena_try(c->arena, b->n + 1);
    if (!copy)
        return builtin_stop(c, K("feel.no_memory"));
    if (b->n)
        memcpy(copy, b->p, b->n);
    *ret = value_string(str_of(copy, b->n));
    return true;
}

#define WHOLE_MAX (INT64_C(1) << 53)

bool builtin_whole(struct decimal d, int64_t *ret)
{
    struct decimal cut;
    return !(decimal_to_scale(d, 0, DECIMAL_DOWN, &cut) & DECIMAL_FAILED) && decimal_to_i64(cut, ret) &&
           *ret <= WHOLE_MAX && *ret >= -WHOLE_MAX;
}

struct sorting {
    const struct builtin_call *c;
    builtin_precedes *precedes;
    void *self;
    struct value *spare;
};

/* b is taken before a only when it precedes it: equal ones stay. */
static bool merge(const struct sorting *s, struct value *item, size_t half, size_t n)
{
    size_t a = 0, b = half;
    memcpy(s->spare, item, n * sizeof *item);
    for (size_t i = 0; i < n; i++) {
        bool take_b = a == half;
        if (a < half && b < n &&
            (!builtin_steps(s->c, 1) || !s->precedes(s->self, s->spare[b], s->spare[a], &take_b)))
            return false;
        item[i] = s->spare[take_b ? b++ : a++];
    }
    return true;
}

static bool sort_part(const struct sorting *s, struct value *item, size_t n)
{
    size_t half = n / 2;
    return n < 2 ||
           (sort_part(s, item, half) && sort_part(s, item + half, n - half) && merge(s, item, half, n));
}

bool builtin_sort(const struct builtin_call *c, struct value *item, size_t n, builtin_precedes *precedes,
                  void *self)
{
    struct sorting s = {c, precedes, self, builtin_items(c, n)};
    return s.spare && sort_part(&s, item, n);
}
