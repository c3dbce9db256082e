/* See docs/decisions/0011. */
#include "table/xml.h"

#include <expat.h>

#include "table/ghost.h"

#define SPACE_END '\n' /* between the space and the name, as no URI holds it */

struct reading {
    XML_Parser parser;
    struct archive *archive;
    struct xml_events *events;
    int depth;
    int foreign_from;   /* the depth of the element that is passed over with all in it; 0: none */
    size_t quiet_bytes; /* since something was said: a token that does not end */
    bool is_stopped;    /* expat may still say the end of an empty element */
    bool has_doctype, is_too_deep, is_too_long, is_too_much, is_faulty;
};

static void stop(struct reading *r)
{
    r->is_stopped = true;
    (void)XML_StopParser(r->parser, XML_FALSE);
}

/* The bare name of an element in one of the spaces; p = NULL: it is in none. */
static struct str bare_name(const struct reading *r, const char *name)
{
    const char *end = strrchr(name, SPACE_END);
    size_t n = end ? (size_t)(end - name) : 0;
    for (size_t i = 0; end && r->events->space[i]; i++)
        if (strlen(r->events->space[i]) == n && memcmp(r->events->space[i], name, n) == 0)
            return str_c(end + 1);
    return (struct str){0};
}

static void on_open(void *ctx, const char *name, const char **attribute)
{
    struct reading *r = ctx;
    r->quiet_bytes = 0;
    if (r->is_stopped)
        return;
    if (!archive_spend(r->archive, 0, 1)) {
        r->is_too_much = true;
        stop(r);
        return;
    }
    if (++r->depth > XML_DEPTH_MAX) {
        r->is_too_deep = true;
        stop(r);
        return;
    }
    if (r->foreign_from)
        return;
    struct str bare = bare_name(r, name);
    if (bare.p == NULL) {
        r->foreign_from = r->depth;
        return;
    }
    r->events->open(r->events->ctx, bare, attribute);
    if (r->events->is_done)
        stop(r);
}

static void on_close(void *ctx, const char *name)
{
    struct reading *r = ctx;
    r->quiet_bytes = 0;
    if (r->is_stopped)
        return;
    if (r->foreign_from == 0) {
        r->events->close(r->events->ctx, bare_name(r, name));
        if (r->events->is_done)
            stop(r);
    }
    if (r->foreign_from == r->depth)
        r->foreign_from = 0;
    r->depth--;
}

static void on_text(void *ctx, const char *text, int n)
{
    struct reading *r = ctx;
    r->quiet_bytes = 0;
    if (r->is_stopped || r->foreign_from || !r->events->text)
        return;
    r->events->text(r->events->ctx, str_of(text, (size_t)n));
    if (r->events->is_done)
        stop(r);
}

static void on_other(void *ctx, const char *text, int n)
{
    (void)text, (void)n;
    ((struct reading *)ctx)->quiet_bytes = 0;
}

static void on_doctype(void *ctx, const char *name, const char *system, const char *public, int has_internal)
{
    struct reading *r = ctx;
    (void)name, (void)system, (void)public, (void)has_internal;
    r->has_doctype = true;
    stop(r);
}

static bool take(void *ctx, struct str piece)
{
    struct reading *r = ctx;
    if (!archive_spend(r->archive, piece.n, 0)) {
        r->is_too_much = true;
        return false;
    }
    r->quiet_bytes += piece.n;
    if (XML_Parse(r->parser, piece.p, (int)piece.n, XML_FALSE) != XML_STATUS_OK)
        r->is_faulty = !r->events->is_done;
    r->is_too_long = r->quiet_bytes > XML_TOKEN_MAX;
    return !r->is_faulty && !r->is_too_long && !r->events->is_done;
}

static enum rc verdict(const struct reading *r, struct problems *problems)
{
    if (r->is_too_much)
        return archive_bomb(problems);
    if (r->has_doctype) {
        PROBLEM(problems, 0, 0, "table.doctype")->hint = "table.damaged_hint";
        return RC_INVALID;
    }
    if (r->is_too_deep || r->is_too_long || r->is_faulty) {
        PROBLEM(problems, 0, 0, "table.damaged")->hint = "table.damaged_hint";
        return RC_INVALID;
    }
    return RC_OK;
}

static bool goes_on(const struct reading *r)
{
    return !r->is_faulty && !r->is_too_long && !r->is_too_much && !r->events->is_done;
}

/* All bytes of the member, and their end. */
static enum rc parse(struct reading *r, const char *name, struct problems *problems)
{
    CLEANUP(ghost_release) struct ghost ghost = {.take = take, .ctx = r};
    bool has_ghosts = r->events->has_ghosts;
    enum rc rc = archive_read(r->archive, name, has_ghosts ? ghost_take : take,
                              has_ghosts ? (void *)&ghost : r, problems);
    if (rc == RC_OK && goes_on(r))
        (void)!ghost_end(&ghost);
    if (rc == RC_OK && goes_on(r))
        r->is_faulty = XML_Parse(r->parser, "", 0, XML_TRUE) != XML_STATUS_OK && !r->events->is_done;
    return rc;
}

enum rc xml_read(struct archive *z, const char *name, struct xml_events *events, struct problems *problems)
{
    struct reading r = {.archive = z, .events = events, .parser = XML_ParserCreateNS(NULL, SPACE_END)};
    ASSERT(r.parser != NULL);
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, on_open, on_close);
    XML_SetCharacterDataHandler(r.parser, on_text);
    XML_SetDefaultHandler(r.parser, on_other);
    XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
    enum rc rc = parse(&r, name, problems);
    if (rc == RC_OK)
        rc = verdict(&r, problems);
    XML_ParserFree(r.parser);
    return rc;
}

struct str xml_attribute(const char *const *attribute, const char *name)
{
    for (size_t i = 0; attribute[i]; i += 2) {
        const char *end = name[0] == ':' ? strrchr(attribute[i], SPACE_END) : NULL;
        if (strcmp(end ? end + 1 : attribute[i], end ? name + 1 : name) == 0)
            return str_c(attribute[i + 1]);
    }
    return STR("");
}
