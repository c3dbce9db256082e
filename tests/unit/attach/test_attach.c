/* What a file is by its bytes, what is refused and why, and what is left of it when it is shown. */
#include "../kit.h"

#include <zip.h>

#include "attach/attach.h"
#include "base/limits.h"

#define SECRET "30.2741,120.1551 Zhang San"
#define LIT(s) str_of("" s "", sizeof(s) - 1)

static struct attach_read taken(struct kit *k, struct str bytes, const char *code)
{
    struct attach_read r = {0};
    k->err = (struct err){0};
    if (attach_read(k->arena, bytes, &r, &k->err) != RC_OK)
        fail_msg("%s refused: %s (%s)", code, k->err.text, k->err.detail);
    assert_string_equal(r.kind->code.p, code);
    return r;
}

static void refused(struct kit *k, struct str bytes, const char *text)
{
    struct attach_read r;
    k->err = (struct err){0};
    enum rc rc = attach_read(k->arena, bytes, &r, &k->err);
    if (rc != RC_INVALID && rc != RC_TOO_LARGE)
        fail_msg("%s wanted, but %d: %s", text, (int)rc, k->err.text ? k->err.text : "taken");
    assert_string_equal(k->err.text, text);
    assert_non_null(k->err.hint);
}

static bool has(struct str s, struct str part) { return str_find_str(s, part) < s.n; }

static struct str joined(struct kit *k, const struct str *part, size_t n)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < n; i++)
        buf_put(&b, part[i]);
    return arena_str(k->arena, buf_str(&b));
}
#define JOIN(k, ...)                                                                                         \
    joined((k), (const struct str[]){__VA_ARGS__}, COUNT_OF(((const struct str[]){__VA_ARGS__})))

/* ---- JPEG: the parts of one, put together as each test wants ---- */

#define JPEG_START LIT("\xFF\xD8")
#define JFIF LIT("\xFF\xE0\0\x10JFIF\0\1\1\1\0\x48\0\x48\0\0")
#define JFIF_THUMB LIT("\xFF\xE0\0\x13JFIF\0\1\1\1\0\x48\0\x48\1\1\x11\x22\x33")
#define XMP LIT("\xFF\xE1\0\x20http://ns.adobe.com/xap/1.0/\0\1")
#define COMMENT LIT("\xFF\xFE\0\x1C" SECRET)
#define PROFILE LIT("\xFF\xE2\0\x12ICC_PROFILE\0\1\1pp")
#define ADOBE                                                                                                \
    LIT("\xFF\xEE\0\x0E"                                                                                     \
        "Adobe\0\x64\0\0\0\0\1")
#define FRAME LIT("\xFF\xC0\0\x0B\x08\0\2\0\3\1\1\x11\0")
#define SCAN LIT("\xFF\xDA\0\x08\1\1\0\0\x3F\0\x12\x34\xFF\0\x56\xFF\xD0\x78")
#define SCAN_AGAIN LIT("\xFF\xDA\0\x08\1\1\0\0\x3F\0\x9A\xBC")
#define JPEG_END LIT("\xFF\xD9")
/* Which way up, in both orders of bytes; what else a camera says stands behind. */
#define EXIF_BIG(way)                                                                                        \
    LIT("\xFF\xE1\0\x3C"                                                                                     \
        "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0" way "\0\0\0\0\0\0" SECRET)
#define EXIF_LITTLE(way)                                                                                     \
    LIT("\xFF\xE1\0\x3C"                                                                                     \
        "Exif\0\0II*\0\10\0\0\0\1\0\22\1\3\0\1\0\0\0" way "\0\0\0\0\0\0\0" SECRET)
#define EXIF_LEFT(way)                                                                                       \
    LIT("\xFF\xE1\0\x22"                                                                                     \
        "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0" way "\0\0\0\0\0\0")

static void of_a_photo_the_picture_stays_byte_for_byte_and_its_place_goes(void **state)
{
    struct kit *k = *state;
    struct str photo = JOIN(k, JPEG_START, JFIF_THUMB, EXIF_LITTLE("\6"), XMP, COMMENT, PROFILE, ADOBE, FRAME,
                            SCAN, COMMENT, SCAN_AGAIN, JPEG_END, LIT("a second picture " SECRET));
    struct attach_read r = taken(k, photo, "jpeg");
    assert_true(r.is_cleaned);
    assert_true(str_eq(r.shown, JOIN(k, JPEG_START, JFIF, EXIF_LEFT("\6"), PROFILE, ADOBE, FRAME, SCAN,
                                     SCAN_AGAIN, JPEG_END)));
    assert_false(taken(k, r.shown, "jpeg").is_cleaned);
}

static void which_way_up_a_photo_is_stays_in_either_order_of_bytes(void **state)
{
    struct kit *k = *state;
    struct str big = JOIN(k, JPEG_START, EXIF_BIG("\3"), FRAME, SCAN, JPEG_END);
    struct str little = JOIN(k, JPEG_START, EXIF_LITTLE("\3"), FRAME, SCAN, JPEG_END);
    struct str wanted = JOIN(k, JPEG_START, EXIF_LEFT("\3"), FRAME, SCAN, JPEG_END);
    assert_true(str_eq(taken(k, big, "jpeg").shown, wanted));
    assert_true(str_eq(taken(k, little, "jpeg").shown, wanted));
    /* Upright is what is meant when nothing is said; a way that there is not says nothing. */
    struct str plain = JOIN(k, JPEG_START, FRAME, SCAN, JPEG_END);
    assert_true(
        str_eq(taken(k, JOIN(k, JPEG_START, EXIF_BIG("\1"), FRAME, SCAN, JPEG_END), "jpeg").shown, plain));
    assert_true(
        str_eq(taken(k, JOIN(k, JPEG_START, EXIF_BIG("\11"), FRAME, SCAN, JPEG_END), "jpeg").shown, plain));
    assert_false(taken(k, plain, "jpeg").is_cleaned);
}

/* Cut after each byte: nothing but the whole is taken, and nothing is read behind the end. */
static void a_photo_that_is_cut_off_anywhere_is_refused(void **state)
{
    struct kit *k = *state;
    struct str photo = JOIN(k, JPEG_START, JFIF, EXIF_BIG("\6"), FRAME, SCAN, JPEG_END);
    for (size_t n = 3; n < photo.n; n++) {
        char *copy = test_malloc(n); /* exactly as long, so that the sanitizer sees the end */
        memcpy(copy, photo.p, n);
        refused(k, str_of(copy, n), "attach.cut_off");
        test_free(copy);
    }
    refused(k, JOIN(k, JPEG_START, JFIF, SCAN, JPEG_END), "attach.cut_off");
    refused(k, JOIN(k, JPEG_START, FRAME, FRAME, SCAN, JPEG_END), "attach.cut_off");
    refused(k, JOIN(k, JPEG_START, FRAME, JPEG_END), "attach.cut_off");
    refused(k, JOIN(k, JPEG_START, LIT("\xFF\xC0\0\x0B\x08\0\0\0\3\1\1\x11\0"), SCAN, JPEG_END),
            "attach.cut_off");
}

/* ---- PNG ---- */

#define PNG_START LIT("\x89PNG\r\n\x1A\n")
#define PNG_HEAD LIT("\0\0\0\x0DIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0sum1")
#define PNG_TEXT LIT("\0\0\0\x1AtEXt" SECRET "sum2")
#define PNG_TIME LIT("\0\0\0\7tIME\7\xEA\1\1\1\1\1sum3")
#define PNG_EXIF LIT("\0\0\0\4eXIfMM\0*sum4")
#define PNG_COLOUR LIT("\0\0\0\4gAMA\0\0\xB1\x8Fsum5")
#define PNG_DATA LIT("\0\0\0\3IDATabcsum6")
#define PNG_END LIT("\0\0\0\0IENDsum7")

static void of_a_png_the_chunks_that_make_the_picture_stay(void **state)
{
    struct kit *k = *state;
    struct str png = JOIN(k, PNG_START, PNG_HEAD, PNG_TEXT, PNG_COLOUR, PNG_TIME, PNG_DATA, PNG_DATA,
                          PNG_EXIF, PNG_END, LIT("PK\3\4 behind the end"));
    struct str wanted = JOIN(k, PNG_START, PNG_HEAD, PNG_COLOUR, PNG_DATA, PNG_DATA, PNG_END);
    assert_true(str_eq(taken(k, png, "png").shown, wanted));
    assert_false(taken(k, wanted, "png").is_cleaned);
    for (size_t n = 4; n < wanted.n; n++)
        refused(k, str_sub(wanted, 0, n), "attach.cut_off");
    refused(k, JOIN(k, PNG_START, PNG_DATA, PNG_HEAD, PNG_END), "attach.cut_off");
    refused(k, JOIN(k, PNG_START, PNG_HEAD, PNG_END), "attach.cut_off");
    refused(k, JOIN(k, PNG_START, PNG_HEAD, LIT("\xFF\xFF\xFF\xFFIDAT"), PNG_END), "attach.cut_off");
}

/* ---- archives ---- */

struct member {
    const char *name;
    struct str bytes;
};

static struct str archive(struct kit *k, const struct member *m, size_t n)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *z = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    zip_stat_t stat;
    assert_non_null(z);
    zip_source_keep(source);
    for (size_t i = 0; i < n; i++) {
        zip_int64_t at = zip_file_add(z, m[i].name, zip_source_buffer(z, m[i].bytes.p, m[i].bytes.n, 0), 0);
        assert_true(at >= 0);
        if (strcmp(m[i].name, "mimetype") == 0) /* as the standard wants it */
            assert_int_equal(zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0), 0);
    }
    assert_int_equal(zip_close(z), 0);
    assert_int_equal(zip_source_stat(source, &stat), 0);
    assert_int_equal(zip_source_open(source), 0);
    char *bytes = arena_alloc(k->arena, stat.size + 1);
    assert_int_equal(zip_source_read(source, bytes, stat.size), stat.size);
    (void)zip_source_close(source);
    zip_source_free(source);
    return str_of(bytes, stat.size);
}
#define ARCHIVE(k, ...)                                                                                      \
    archive((k), (const struct member[]){__VA_ARGS__}, COUNT_OF(((const struct member[]){__VA_ARGS__})))

/* The text of a member; n = 0: there is none. */
static struct str member_of(struct kit *k, struct str bytes, const char *name)
{
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, NULL);
    zip_t *z = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    zip_stat_t stat;
    assert_non_null(z);
    if (zip_stat(z, name, 0, &stat) != 0) {
        zip_discard(z);
        return (struct str){0};
    }
    zip_file_t *f = zip_fopen(z, name, 0);
    char *out = arena_alloc(k->arena, stat.size + 1);
    assert_int_equal(zip_fread(f, out, stat.size), stat.size);
    (void)zip_fclose(f);
    zip_discard(z);
    return str_of(out, stat.size);
}

/* ODF 1.2 part 3, 3.3: the first member, not packed, so that the kind stands at a fixed place. */
static void begins_with_its_kind(struct str bytes, const char *kind)
{
    struct str at = str_sub(bytes, 30, bytes.n);
    assert_true(str_starts(at, STR("mimetype")));
    assert_true(str_starts(str_sub(at, 8, at.n), str_c(kind)));
}

#define TYPES                                                                                                \
    {                                                                                                        \
        "[Content_Types].xml", STR_INIT("<Types/>")                                                          \
    }
#define WORDS                                                                                                \
    {                                                                                                        \
        "word/document.xml", STR_INIT("<w:document>the text stays</w:document>")                             \
    }
#define AUTHOR STR_INIT("<cp:coreProperties><dc:creator>" SECRET "</dc:creator></cp:coreProperties>")

static void an_office_document_loses_its_author_and_keeps_its_text(void **state)
{
    struct kit *k = *state;
    struct str photo = JOIN(k, JPEG_START, EXIF_BIG("\6"), COMMENT, FRAME, SCAN, JPEG_END);
    struct str given = ARCHIVE(k, TYPES, WORDS, {"docProps/core.xml", AUTHOR}, {"docProps/APP.xml", AUTHOR},
                               {"docProps\\custom.xml", AUTHOR}, {"word/media/image1.jpg", photo},
                               {"word/media/image2.emf", STR_INIT("no picture of ours")});
    struct attach_read r = taken(k, given, "docx");
    assert_true(r.is_cleaned);
    assert_true(
        str_eq(member_of(k, r.shown, "word/document.xml"), STR("<w:document>the text stays</w:document>")));
    assert_true(has(member_of(k, r.shown, "docProps/core.xml"), STR("<cp:coreProperties")));
    const char *const name[] = {"docProps/core.xml", "docProps/APP.xml", "docProps\\custom.xml"};
    for (size_t i = 0; i < COUNT_OF(name); i++) {
        assert_true(member_of(k, r.shown, name[i]).n > 0);
        assert_false(has(member_of(k, r.shown, name[i]), STR(SECRET)));
    }
    assert_true(str_eq(member_of(k, r.shown, "word/media/image1.jpg"),
                       JOIN(k, JPEG_START, EXIF_LEFT("\6"), FRAME, SCAN, JPEG_END)));
    assert_true(str_eq(member_of(k, r.shown, "word/media/image2.emf"), STR("no picture of ours")));
    assert_false(taken(k, r.shown, "docx").is_cleaned);
}

static void a_document_that_says_nothing_is_shown_as_it_came(void **state)
{
    struct kit *k = *state;
    struct str given = ARCHIVE(k, TYPES, WORDS);
    struct attach_read r = taken(k, given, "docx");
    assert_false(r.is_cleaned);
    assert_ptr_equal(r.shown.p, given.p);
}

static void documents_are_told_by_the_parts_that_they_must_have(void **state)
{
    struct kit *k = *state;
    (void)taken(k, ARCHIVE(k, TYPES, {"xl/workbook.xml", STR_INIT("<w/>")}), "xlsx");
    (void)taken(k, ARCHIVE(k, TYPES, {"ppt/presentation.xml", STR_INIT("<p/>")}), "pptx");
    (void)taken(k, ARCHIVE(k, {"OFD.xml", STR_INIT("<ofd/>")}), "ofd");
#define ODF "application/vnd.oasis.opendocument."
#define CONTENT                                                                                              \
    {                                                                                                        \
        "content.xml", STR_INIT("<c/>")                                                                      \
    }
    struct str odt = ARCHIVE(k, {"mimetype", STR_INIT(ODF "text")}, CONTENT, {"meta.xml", AUTHOR},
                             {"Pictures/1.png", JOIN(k, PNG_START, PNG_HEAD, PNG_TEXT, PNG_DATA, PNG_END)});
    struct attach_read r = taken(k, odt, "odt");
    assert_false(has(member_of(k, r.shown, "meta.xml"), STR(SECRET)));
    begins_with_its_kind(r.shown, ODF "text");
    assert_false(has(member_of(k, r.shown, "Pictures/1.png"), STR(SECRET)));
    (void)taken(k, ARCHIVE(k, {"mimetype", STR_INIT(ODF "spreadsheet")}, CONTENT), "ods");
    (void)taken(k, ARCHIVE(k, {"mimetype", STR_INIT(ODF "presentation\n")}, CONTENT), "odp");
    refused(k, ARCHIVE(k, {"mimetype", STR_INIT(ODF "textual")}, CONTENT), "attach.archive");
    refused(k, ARCHIVE(k, {"mimetype", STR_INIT(ODF "text")}, WORDS), "attach.archive");
    refused(k, ARCHIVE(k, TYPES, WORDS, {"xl/workbook.xml", STR_INIT("<w/>")}), "attach.archive");
    refused(k, ARCHIVE(k, WORDS), "attach.archive");
}

static void archives_that_are_no_document_or_a_dangerous_one_say_so(void **state)
{
    struct kit *k = *state;
    refused(k, ARCHIVE(k, {"a.txt", STR_INIT("a")}), "attach.archive");
    refused(k, ARCHIVE(k, TYPES, WORDS, {"word/vbaProject.bin", STR_INIT("macro")}), "attach.macros");
    refused(k, ARCHIVE(k, TYPES, WORDS, {"../../etc/x", STR_INIT("x")}), "attach.cut_off");
    struct str good = ARCHIVE(k, TYPES, WORDS);
    for (size_t n = 4; n < good.n; n++)
        refused(k, str_sub(good, 0, n), "attach.cut_off");
    refused(k, JOIN(k, good, LIT("behind the end")), "attach.cut_off");
}

static void an_archive_that_becomes_too_much_is_refused(void **state)
{
    struct kit *k = *state;
    size_t n = 32UL * 1024 * 1024;
    char *zeros = test_calloc(1, n);
    struct str many = ARCHIVE(k, TYPES, WORDS, {"word/media/image1.png", str_of(zeros, n)});
    assert_true(many.n < 200000);
    refused(k, many, "attach.bomb");
    refused(k, ARCHIVE(k, TYPES, WORDS, {"word/anything", str_of(zeros, n)}), "attach.bomb");
    /* Packed so badly that the ratio is in order, and still more than a document's properties. */
    for (size_t i = 0; i < n; i += 64)
        zeros[i] = (char)(i * 2654435761U >> 16);
    refused(k, ARCHIVE(k, TYPES, WORDS, {"docProps/core.xml", str_of(zeros, n)}), "attach.bomb");
    test_free(zeros);
}

static void a_locked_archive_says_how_to_unlock_it(void **state)
{
    struct kit *k = *state;
    struct str good = ARCHIVE(k, TYPES, {"word/document.xml", STR_INIT("x")});
    char *p = arena_alloc(k->arena, good.n);
    memcpy(p, good.p, good.n);
    for (size_t i = 0; i + 10 < good.n; i++) /* the bit for "encrypted" in heads and directory */
        if (memcmp(p + i, "PK\3\4", 4) == 0)
            p[i + 6] |= 1;
        else if (memcmp(p + i, "PK\1\2", 4) == 0)
            p[i + 8] |= 1;
    refused(k, str_of(p, good.n), "attach.locked");
}

/* ---- the others ---- */

static void a_pdf_has_both_ends_and_is_nothing_else_besides(void **state)
{
    struct kit *k = *state;
    struct str pdf = LIT("%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n");
    assert_false(taken(k, pdf, "pdf").is_cleaned);
    (void)taken(k, JOIN(k, pdf, LIT("\r\n\0\0")), "pdf");
    refused(k, str_sub(pdf, 0, pdf.n - 8), "attach.cut_off");
    refused(k, JOIN(k, pdf, ARCHIVE(k, TYPES, WORDS)), "attach.two_in_one");
    refused(k, JOIN(k, LIT("MZ\x90\0"), pdf), "attach.program");
}

static void texts_are_texts_in_any_of_our_encodings_and_nothing_more(void **state)
{
    struct kit *k = *state;
    (void)taken(k, LIT("\xCA\xD0\xD7\xA1\xBD\xA8\xBE\xD6,3\r\n"), "text");
    (void)taken(k, STR("市住建局,3\n"), "text");
    (void)taken(k, LIT("\xFF\xFE\x02\x5E"), "text");
    (void)taken(k, STR("<html><script>alert(1)</script>"), "text"); /* saved as .txt, served as plain text */
    refused(k, LIT("abc\0def"), "attach.unknown");
    refused(k, LIT("abc\1def"), "attach.unknown");
    refused(k, (struct str){0}, "attach.empty");
}

static void what_is_not_taken_says_what_it_is(void **state)
{
    struct kit *k = *state;
    static const struct {
        struct str bytes;
        const char *text;
    } CASE[] = {
        {STR_INIT("GIF89a\1\0\1\0\0"), "attach.picture"},
        {STR_INIT("RIFF\1\1\1\1WEBPVP8 \0"), "attach.picture"},
        {STR_INIT("\0\0\0\x18"
                  "ftypheic\0\0\0\0"),
         "attach.picture"},
        {STR_INIT("\0\0\0\x18"
                  "ftypmp42\0\0\0\0"),
         "attach.moving"},
        {STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"), "attach.old_office"},
        {STR_INIT("{\\rtf1 words}"), "attach.old_office"},
        {STR_INIT("Rar!\x1A\7\0"), "attach.archive"},
        {STR_INIT("7z\xBC\xAF\x27\x1C\0\4"), "attach.archive"},
        {STR_INIT("\x1F\x8B\x08\0\0\0"), "attach.archive"},
        {STR_INIT("MZ\x90\0\3\0"), "attach.program"},
        {STR_INIT("\x7F"
                  "ELF\2\1\1\0"),
         "attach.program"},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        refused(k, CASE[i].bytes, CASE[i].text);
}

static void a_file_may_be_as_large_as_the_limit_and_not_one_byte_more(void **state)
{
    struct kit *k = *state;
    char *bytes = test_malloc(LIMIT_UPLOAD_BYTES + 1);
    memset(bytes, 'a', LIMIT_UPLOAD_BYTES + 1);
    (void)taken(k, str_of(bytes, LIMIT_UPLOAD_BYTES), "text");
    refused(k, str_of(bytes, LIMIT_UPLOAD_BYTES + 1), "attach.too_large");
    test_free(bytes);
}

static void a_name_is_made_safe_and_ends_as_its_kind_does(void **state)
{
    struct kit *k = *state;
    static const struct {
        const char *given, *code, *wanted;
    } CASE[] = {
        {"整改报告.pdf", "pdf", "整改报告.pdf"},
        {"整改报告.PDF", "pdf", "整改报告.PDF"},
        {"C:\\用户\\现场.jpg", "jpeg", "现场.jpg"},
        {"../../etc/passwd", "text", "passwd.txt"},
        {"run.exe", "pdf", "run.exe.pdf"},
        {"page.html", "text", "page.html.txt"},
        {"数据.csv", "text", "数据.csv"},
        {"a\u202Egpj.exe", "jpeg", "a_gpj.exe.jpg"},
        {"a\r\nb\".png", "png", "a__b_.png"},
        {".htaccess", "text", "htaccess.txt"},
        {"..", "ofd", "ofd.ofd"},
        {"", "docx", "docx.docx"},
        {".pdf", "pdf", "pdf.pdf"},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        struct str got = attach_name(k->arena, str_c(CASE[i].given), attach_kind_find(str_c(CASE[i].code)));
        if (!str_eq(got, str_c(CASE[i].wanted)))
            fail_msg("%s became %.*s", CASE[i].given, STR_ARG(got));
    }
    char longest[1001];
    memset(longest, 'x', 1000);
    struct str cut = attach_name(k->arena, str_of(longest, 1000), attach_kind_find(STR("pdf")));
    assert_int_equal(cut.n, ATTACH_NAME_BYTES_MAX);
    assert_true(str_ends(cut, STR(".pdf")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(of_a_photo_the_picture_stays_byte_for_byte_and_its_place_goes),
        KIT_TEST(which_way_up_a_photo_is_stays_in_either_order_of_bytes),
        KIT_TEST(a_photo_that_is_cut_off_anywhere_is_refused),
        KIT_TEST(of_a_png_the_chunks_that_make_the_picture_stay),
        KIT_TEST(an_office_document_loses_its_author_and_keeps_its_text),
        KIT_TEST(a_document_that_says_nothing_is_shown_as_it_came),
        KIT_TEST(documents_are_told_by_the_parts_that_they_must_have),
        KIT_TEST(archives_that_are_no_document_or_a_dangerous_one_say_so),
        KIT_TEST(an_archive_that_becomes_too_much_is_refused),
        KIT_TEST(a_locked_archive_says_how_to_unlock_it),
        KIT_TEST(a_pdf_has_both_ends_and_is_nothing_else_besides),
        KIT_TEST(texts_are_texts_in_any_of_our_encodings_and_nothing_more),
        KIT_TEST(what_is_not_taken_says_what_it_is),
        KIT_TEST(a_file_may_be_as_large_as_the_limit_and_not_one_byte_more),
        KIT_TEST(a_name_is_made_safe_and_ends_as_its_kind_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
