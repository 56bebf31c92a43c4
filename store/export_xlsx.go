package store

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"
)

// sheetRows is how many rows a sheet takes, its header included; Excel reads no
// more. The rest goes on in another sheet.
const sheetRows = excelize.TotalRows

// workbook writes rows into as many sheets as it takes.
type workbook struct {
	file    *excelize.File
	columns []column
	rows    int // of one sheet
	sheets  int
	sheet   *excelize.StreamWriter
	row     int // the last one written
	values  []any

	header, money, date int // styles
}

// exportXLSX writes a workbook. Its sheets are kept in a temporary file until
// they are whole, and then packed straight into w.
func (s *Store) exportXLSX(ctx context.Context, w *bufio.Writer, o ExportOptions) error {
	return s.exportSheets(ctx, w, o, sheetRows)
}

func (s *Store) exportSheets(ctx context.Context, w *bufio.Writer, o ExportOptions, rows int) (err error) {
	b := &workbook{file: excelize.NewFile(), columns: columns(), rows: rows}
	defer func() { err = errors.Join(err, b.file.Close()) }()
	// excelize would pack the whole file in memory first.
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(contextWriter{ctx, w}) })
	if err := b.styles(); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	if err := b.next(); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	if err := s.eachRow(ctx, o, b.add); err != nil {
		return err
	}
	if err := b.sheet.Flush(); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	return b.file.Write(io.Discard)
}

func (b *workbook) styles() error {
	var errs [3]error
	date := "yyyy-mm-dd hh:mm:ss"
	b.header, errs[0] = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	b.money, errs[1] = b.file.NewStyle(&excelize.Style{NumFmt: 4}) // #,##0.00
	b.date, errs[2] = b.file.NewStyle(&excelize.Style{CustomNumFmt: &date})
	return errors.Join(errs[:]...)
}

// next begins a sheet, with its header.
func (b *workbook) next() error {
	name := "Transactions"
	var err error
	if b.sheets++; b.sheets == 1 {
		err = b.file.SetSheetName("Sheet1", name)
	} else {
		name = fmt.Sprintf("%s %d", name, b.sheets)
		err = errors.Join(b.sheet.Flush())
		if err == nil {
			_, err = b.file.NewSheet(name)
		}
	}
	if err != nil {
		return err
	}
	if b.sheet, err = b.file.NewStreamWriter(name); err != nil {
		return err
	}
	header := make([]any, 0, len(b.columns))
	for i, c := range b.columns {
		if err := b.sheet.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
		header = append(header, excelize.Cell{StyleID: b.header, Value: c.sheetName()})
	}
	err = b.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	if err != nil {
		return err
	}
	b.row = 1
	return b.sheet.SetRow("A1", header)
}

func (b *workbook) add(r *exportRow) error {
	if b.row == b.rows {
		if err := b.next(); err != nil {
			return fmt.Errorf("workbook: %w", err)
		}
	}
	b.row++
	b.values = b.values[:0]
	for i := range b.columns {
		b.values = append(b.values, b.value(b.columns[i].of(r)))
	}
	if err := b.sheet.SetRow(fmt.Sprintf("A%d", b.row), b.values); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	return nil
}

// value is a cell for excelize; nil leaves it empty. A text is one, whatever it
// begins with.
func (b *workbook) value(c cell) any {
	switch c.kind {
	case cellText:
		if c.text != "" {
			return c.text
		}
	case cellMoney:
		return excelize.Cell{StyleID: b.money, Value: float64(c.money) / 100}
	case cellTime:
		return excelize.Cell{StyleID: b.date, Value: sheetDate(c.time)}
	case cellBool:
		return c.yes
	}
	return nil
}

// sheetDate is a moment in Hong Kong as Excel counts time: days, of which
// 25569 had passed when 1970 began. It is whole seconds.
func sheetDate(at time.Time) float64 {
	const hour, day = 3600, 24 * 3600
	return 25569 + float64(at.Unix()+8*hour)/day
}
