/* Any text as minutes and as an instruction. Held: what tests/fuzz/paper_held.h says. */
#include "paper_held.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct str ALIAS[] = {STR_INIT("住建局"), STR_INIT("建设局")};
static const struct paper_name ORGAN[] = {
    {2, STR_INIT("云澜市住房和城乡建设局"), STR_INIT("市住建局"), ALIAS, COUNT_OF(ALIAS)},
    {3, STR_INIT("云澜市财政局"), STR_INIT("市财政局"), NULL, 0},
    {4, STR_INIT("中共云澜市委办公室"), STR_INIT("市委办"), NULL, 0},
    {5, STR_INIT("青石县"), STR_INIT("青石县"), NULL, 0},
    {6, STR_INIT("云澜市建设局"), STR_INIT("建设局"), NULL, 0},
};
static const struct paper_city CITY = {STR_INIT("云澜市"), ORGAN, COUNT_OF(ORGAN), 20250306, NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = {(const char *)data, n};
    if (!utf8_is_clean(text, NULL))
        return 0;
    struct arena *a = arena_new(0);
    struct problems problems = {.arena = a};
    struct minutes m;
    struct decisions d;
    if (minutes_read(a, text, &CITY, &m, &problems) == RC_OK)
        hold_minutes(a, text, &m);
    else
        ASSERT(problems.blocking > 0);
    if (instruction_read(a, text, &CITY, &d, &problems) == RC_OK)
        for (size_t i = 0; i < d.n; i++)
            hold_decision(text, &d.decision[i], SIZE_MAX);
    arena_free(a);
    return 0;
}
