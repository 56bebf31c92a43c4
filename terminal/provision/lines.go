package provision

import (
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// lines returns the line of each table and each dotted key of a TOML text that
// decodes; the decoder itself tells lines only for what it refuses.
func lines(text []byte) map[string]int {
	at := make(map[string]int)
	var p unstable.Parser
	p.Reset(text)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.Table && e.Kind != unstable.KeyValue {
			continue
		}
		var names []string
		line := 0
		for keys := e.Key(); keys.Next(); {
			node := keys.Node()
			names = append(names, string(node.Data))
			line = p.Shape(node.Raw).Start.Line
		}
		name := strings.Join(names, ".")
		if e.Kind == unstable.Table {
			table = name
		} else if table != "" {
			name = table + "." + name
		}
		at[name] = line
	}
	return at
}
