#include "fixture.h"

#include "merkle/note.h"

json_t *fixture_json(const char *name) { return json_load_file(fixture_path(name), 0, NULL); }

struct str fixture_bytes(const char *name)
{
    FILE *f = fopen(fixture_path(name), "rb");
    if (!f)
        return (struct str){0};
    char *p = malloc(1 << 20);
    ASSERT(p);
    size_t n = fread(p, 1, (1 << 20) - 1, f);
    p[n] = 0;
    (void)fclose(f);
    return str_of(p, n);
}

size_t fixture_base64(const json_t *text, uint8_t *out, size_t cap)
{
    size_t n = 0;
    bool ok = base64_read(str_c(json_string_value(text)), out, cap, &n);
    ASSERT(ok);
    return n;
}

bool fixture_hash(const json_t *text, struct hash *ret)
{
    uint8_t bytes[1024];
    size_t n = fixture_base64(text, bytes, sizeof bytes);
    *ret = hash_of(str_of((const char *)bytes, n));
    return hash_read(str_of((const char *)bytes, n), ret);
}

bool fixture_proof(const json_t *list, struct merkle_proof *ret)
{
    ret->n = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        if (ret->n == MERKLE_PROOF_MAX || !fixture_hash(json_array_get(list, i), &ret->h[ret->n++]))
            return false;
    return true;
}
