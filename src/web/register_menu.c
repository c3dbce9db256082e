#include "web/register_menu.h"

#include "domain/task_board.h"
#include "web/record_words.h"

/* Those that carry the most mechanisms come first: a county has its own, too, and no list of ours knows them.
 */
static const struct procedure *next_of(const struct procedure_versions *all, bool *is_taken)
{
    size_t best = all->n;
    for (size_t i = 0; i < all->n; i++)
        if (!is_taken[i] &&
            (best == all->n || all->row[i].procedure->mechanisms > all->row[best].procedure->mechanisms))
            best = i;
    if (best == all->n)
        return NULL;
    is_taken[best] = true;
    return all->row[best].procedure;
}

/* "/registers/problem" and what lies below it. */
static bool is_here(const struct door *d, struct str url)
{
    struct str path = d->q->path;
    return str_starts(path, url) && (path.n == url.n || path.p[url.n] == '/');
}

/* The supervision board stands first, where its register is seen at all. */
static void put_board(struct door *d, const struct procedure_versions *all, struct shell_view *shell,
                      struct tab *tabs)
{
    struct str url = STR("/tasks");
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->row[i].procedure->id, TASK_PROCEDURE) &&
            record_has_role(d, &all->row[i].procedure->seen_by)) {
            bool is_own = is_here(d, url) &&
                          shell->here != PLACE_PATTERNS; /* which is below it, with a line of its own */
            shell->in_register |= is_own;
            tabs[shell->registers_n++] = (struct tab){TEXT(d, "board.title"), url, is_own};
        }
}

void register_menu_fill(struct door *d, struct shell_view *shell)
{
    struct procedure_versions all;
    struct err unknown = {0};
    if (!door_may_view(d, &view_registers, 0) || !d->db ||
        procedure_list(d->app->procedures, d->db, d->a, &all, &unknown) != RC_OK)
        return;
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, REGISTERS_IN_MENU + 1);
    bool *is_taken = ARENA_ARRAY(d->a, bool, all.n + 1);
    const struct procedure *p;
    shell->may_registers = true;
    shell->may_registers_check = door_may_view(d, &view_registers_check, 0);
    put_board(d, &all, shell, tabs);
    size_t most = shell->registers_n + REGISTERS_IN_MENU;
    while (shell->registers_n < most && (p = next_of(&all, is_taken)) != NULL) {
        struct str url = arena_printf(d->a, "/registers/%.*s", STR_ARG(p->id));
        if (!record_has_role(d, &p->seen_by))
            continue;
        shell->in_register |= is_here(d, url);
        tabs[shell->registers_n++] =
            (struct tab){record_said(&(struct record_words){.d = d}, p->title), url, is_here(d, url)};
    }
    shell->registers = tabs;
}

void register_menu_here(struct door *d, struct shell_view *shell, struct str procedure)
{
    struct str url = arena_printf(d->a, "/registers/%.*s", STR_ARG(procedure));
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, shell->registers_n + 1);
    for (size_t i = 0; i < shell->registers_n; i++) {
        tabs[i] = shell->registers[i];
        tabs[i].is_here = str_eq(tabs[i].url, url);
        shell->in_register |= tabs[i].is_here;
    }
    shell->registers = tabs;
}
