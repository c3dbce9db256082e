/* Any bytes as a workbook. Bytes that begin as an archive does are one; others are the XML of its parts, with
 * FF between them (sheet, strings, styles, workbook), and are packed here: else the sums of the archive
 * would stop nearly all of them before a reader sees them. */
#include "base/buf.h"
#include "table_held.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define PARTS 6
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"

struct member {
    struct str name, data;
    size_t at;
};

static uint32_t checksum(struct str s)
{
    uint32_t sum = 0xFFFFFFFF;
    for (size_t i = 0; i < s.n; i++) {
        sum ^= (unsigned char)s.p[i];
        for (int k = 0; k < 8; k++)
            sum = (sum >> 1) ^ (0xEDB88320U & (0U - (sum & 1U)));
    }
    return ~sum;
}

static void put_number(struct buf *b, size_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_putc(b, (char)(v >> (8 * i)));
}

/* What a member's own head and its line in the directory have in common: stored as it is. */
static void put_common(struct buf *b, const struct member *m)
{
    put_number(b, 20, 2);
    put_number(b, 0, 2 + 2 + 4);
    put_number(b, checksum(m->data), 4);
    put_number(b, m->data.n, 4);
    put_number(b, m->data.n, 4);
    put_number(b, m->name.n, 2);
    put_number(b, 0, 2);
}

static void put_archive(struct buf *b, struct member *m, size_t members)
{
    for (size_t i = 0; i < members; i++) {
        m[i].at = b->n;
        buf_put(b, STR("PK\x03\x04"));
        put_common(b, &m[i]);
        buf_put(b, m[i].name);
        buf_put(b, m[i].data);
    }
    size_t start = b->n;
    for (size_t i = 0; i < members; i++) {
        buf_put(b, STR("PK\x01\x02\x14\0"));
        put_common(b, &m[i]);
        put_number(b, 0, 2 + 2 + 2);
        put_number(b, 0, 4);
        put_number(b, m[i].at, 4);
        buf_put(b, m[i].name);
    }
    size_t size = b->n - start;
    buf_put(b, STR("PK\x05\x06\0\0\0\0"));
    put_number(b, members, 2);
    put_number(b, members, 2);
    put_number(b, size, 4);
    put_number(b, start, 4);
    put_number(b, 0, 2);
}

static void read_parts(struct str rest)
{
    static const char WORKBOOK[] = "<workbook xmlns='" MAIN "' xmlns:r='" OFFICE
                                   "'><sheets><sheet name='a' r:id='1'/></sheets></workbook>";
    static const char RELATIONS[] =
        "<Relationships xmlns='" PACKAGE "'><Relationship Id='1' Type='x/worksheet' Target='s'/>"
        "<Relationship Id='2' Type='x/sharedStrings' Target='t'/><Relationship Id='3' Type='x/styles' "
        "Target='f'/>"
        "</Relationships>";
    struct member member[PARTS] = {{.name = STR_INIT("xl/s")},
                                   {.name = STR_INIT("xl/t")},
                                   {.name = STR_INIT("xl/f")},
                                   {.name = STR_INIT("xl/workbook.xml")},
                                   {.name = STR_INIT("xl/_rels/workbook.xml.rels")},
                                   {.name = STR_INIT("_rels/.rels"), .data = STR_INIT("<a/>")}};
    for (size_t i = 0; i < 4; i++)
        if (!str_split(&rest, (char)0xFF, &member[i].data))
            member[i].data = STR("<a/>");
    if (member[3].data.n < 5)
        member[3].data = str_c(WORKBOOK);
    member[4].data = str_c(RELATIONS);
    CLEANUP(buf_release) struct buf b = {0};
    put_archive(&b, member, PARTS);
    held_of_bytes(buf_str(&b));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str bytes = str_of((const char *)data, n);
    if (str_starts(bytes, STR("PK\x03\x04")))
        held_of_bytes(bytes);
    else
        read_parts(bytes);
    return 0;
}
