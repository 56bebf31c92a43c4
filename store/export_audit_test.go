package store

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"harbourtill/terminal/payment"
)

func TestExportAudit(t *testing.T) {
	s := trail(t, 2)
	if err := s.Append(payment.AuditEntry{At: auditTime, Who: "=1", What: payment.ActionExported, Detail: "a\nb"}); err != nil {
		t.Fatal(err)
	}
	all := rows(t, s)
	var out bytes.Buffer
	if err := s.ExportAudit(t.Context(), &out, FormatCSV); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffseq,at,who,what,subject,detail,previous,hash,chain\r\n" +
		"1,2026-11-24T01:31:00.123456789Z,Mei 美,wrong PIN,manager,try 1," + strings.Repeat("0", 64) + "," + all[0].Hash.String() + ",ok\r\n" +
		"2,2026-11-24T01:32:00.123456789Z,Mei 美,wrong PIN,manager,try 2," + all[0].Hash.String() + "," + all[1].Hash.String() + ",ok\r\n" +
		"3,2026-11-24T01:30:00.123456789Z,'=1,export made,,\"a\nb\"," + all[1].Hash.String() + "," + all[2].Hash.String() + ",ok\r\n"
	// A hash of digits alone would stand with an apostrophe; these have letters.
	if got := strings.ReplaceAll(out.String(), "'000000", "000000"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := s.ExportAudit(t.Context(), &out, FormatXLSX); !errors.Is(err, ErrAuditFormat) {
		t.Errorf("xlsx: %v", err)
	}
	empty := trail(t, 0)
	for format, want := range map[ExportFormat]string{FormatJSON: "[]\n", FormatCSV: want[:strings.Index(want, "1,")]} {
		out.Reset()
		if err := empty.ExportAudit(t.Context(), &out, format); err != nil || out.String() != want {
			t.Errorf("%s: %q, %v", format, out.String(), err)
		}
	}
}

// TestExportBrokenAudit: what there is gets written, and the mark says where it
// is broken.
func TestExportBrokenAudit(t *testing.T) {
	s := trail(t, 6)
	f := forger{t, s}
	r := f.read(2)
	r.Detail = "nothing"
	f.write(2, r)
	f.remove(4, 6)
	want := []string{
		"1 ok", "2 broken: its content was changed", "3 ok", "4 broken: it is missing",
		"5 broken: it doesn't follow the entry before it", "6 broken: it is missing",
	}
	for _, format := range []ExportFormat{FormatCSV, FormatJSON} {
		var out bytes.Buffer
		err := s.ExportAudit(t.Context(), &out, format)
		var broken *BrokenAudit
		if !errors.As(err, &broken) || broken.Seq != 2 {
			t.Errorf("%s: %v", format, err)
		}
		var got []string
		if format == FormatCSV {
			lines, err := csv.NewReader(&out).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines[1:] {
				got = append(got, l[0]+" "+l[8])
			}
		} else {
			var objects []struct {
				Seq   json.Number
				Chain string
			}
			if err := json.Unmarshal(out.Bytes(), &objects); err != nil {
				t.Fatal(err)
			}
			for _, o := range objects {
				got = append(got, o.Seq.String()+" "+o.Chain)
			}
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: %q", format, got)
		}
	}
	if err := s.ExportAudit(t.Context(), brokenWriter{}, FormatCSV); !errors.Is(err, errBroken) {
		t.Errorf("%v", err)
	}
}
