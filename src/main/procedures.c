#include "main/procedures.h"

#include "base/key.h"
#include "domain/procedure_book.h"
#include "text/text.h"
#include "web/asset.h"

static bool is_in_force(const struct procedure_versions *now, struct str file)
{
    for (size_t i = 0; i < now->n; i++) {
        struct str id = now->row[i].procedure->id;
        if (file.n == id.n + 5 && str_starts(file, id)) /* ID.yaml */
            return true;
    }
    return false;
}

static enum rc in_force(struct house *h, struct procedure_book *book, struct arena *a,
                        struct procedure_versions *ret, struct err *err)
{
    struct db *db;
    enum rc rc = kernel_read_begin(h->kernel, 0, &db, err);
    if (rc == RC_OK)
        rc = procedure_list(book, db, a, ret, err);
    kernel_read_end(h->kernel, 0);
    return rc;
}

/* A file of ours that does not hold is a fault of the build; the detail says which line. */
static enum rc adopt(struct house *h, struct arena *a, const struct procedure_adopt *in, struct err *err)
{
    struct act_receipt receipt;
    enum rc rc = house_act(h, a, &act_procedure_adopt, (struct str){0}, in, &receipt, err);
    const struct problem *first = in->problems->n ? &in->problems->item[0] : NULL;
    if (rc == RC_INVALID && first)
        return FAIL(err, rc, "procedure.cannot_read", "text %zu, line %d, column %d: %s", *in->ret_text,
                    first->line, first->column, first->text);
    return rc;
}

enum rc procedures_found(struct house *h, struct arena *a, struct err *err)
{
    struct procedure_book *book = procedure_book_new(HOUSE_TENANT);
    struct procedure_versions now;
    struct str *text = ARENA_ARRAY(a, struct str, ASSETS_PROCEDURES_COUNT + 1);
    struct problems *problems = ARENA_NEW(a, struct problems);
    size_t which = 0;
    problems->arena = a;
    struct procedure_adopt in = {.book = book,
                                 .text = text,
                                 .reason = text_get(LANG_ZH_CN, K("procedure.shipped")),
                                 .problems = problems,
                                 .ret_text = &which};
    enum rc rc = in_force(h, book, a, &now, err);
    for (size_t i = 0; rc == RC_OK && i < ASSETS_PROCEDURES_COUNT; i++)
        if (!is_in_force(&now, ASSETS_PROCEDURES[i].name))
            text[in.n++] = ASSETS_PROCEDURES[i].raw;
    if (rc == RC_OK && in.n)
        rc = adopt(h, a, &in, err);
    procedure_book_free(book);
    return rc;
}
