#!/usr/bin/env python3
"""Fills a workbook as a person does, in LibreOffice, and saves it as XLSX.

    fill.py IN.xlsx OUT.xlsx '[["填报", "市财政局", "节点按期完成率", "60"], …]'

Each cell is named by its sheet, what stands in the first cell of its row, and how the head of its column begins. What
looks like a number becomes one, as when it is typed. To be run by the python that has uno; ends with 77 without it.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

try:
    import uno
    from com.sun.star.beans import PropertyValue
    from com.sun.star.connection import NoConnectException
except ImportError:
    sys.exit(77)


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    sys.exit("LibreOffice does not answer")


def place(sheet, row_word, head_word):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    rows, columns = cursor.RangeAddress.EndRow + 1, cursor.RangeAddress.EndColumn + 1
    head = next(r for r in range(rows) for c in range(columns) if sheet.getCellByPosition(c, r).String.startswith(head_word))
    column = next(c for c in range(columns) if sheet.getCellByPosition(c, head).String.startswith(head_word))
    row = next(r for r in range(head + 1, rows) if sheet.getCellByPosition(0, r).String == row_word)
    return sheet.getCellByPosition(column, row)


def fill(desktop, source, target, cells):
    hidden = PropertyValue(Name="Hidden", Value=True)
    book = desktop.loadComponentFromURL(uno.systemPathToFileUrl(source), "_blank", 0, (hidden,))
    for name, row_word, head_word, text in cells:
        cell = place(book.Sheets.getByName(name), row_word, head_word)
        try:
            cell.Value = float(text)
        except ValueError:
            cell.String = text
    book.storeToURL(uno.systemPathToFileUrl(target), (PropertyValue(Name="FilterName", Value="Calc MS Excel 2007 XML"),))
    book.close(True)


def main():
    source, target, cells = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), json.loads(sys.argv[3])
    pipe = f"kc-fill-{os.getpid()}"
    with tempfile.TemporaryDirectory() as profile:
        office = subprocess.Popen(["soffice", "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;",
                                   f"-env:UserInstallation=file://{profile}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            desktop = connect(pipe).ServiceManager.createInstance("com.sun.star.frame.Desktop")
            fill(desktop, source, target, cells)
            try:
                desktop.terminate()
            except Exception:  # the bridge goes with the office
                pass
            office.wait(60)
        finally:
            if office.poll() is None:
                office.kill()
                office.wait()


main()
