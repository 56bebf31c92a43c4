package assets_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/go-text/typesetting/font"

	"harbourtill/assets"
)

// faces opens both weights with what Fyne opens fonts with.
func faces(t *testing.T) map[string]*font.Face {
	t.Helper()
	opened := make(map[string]*font.Face)
	for name, open := range map[string]func() ([]byte, error){"regular": assets.Sans, "bold": assets.SansBold} {
		file, err := open()
		if err != nil {
			t.Fatal(err)
		}
		face, err := font.ParseTTF(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		opened[name] = face
	}
	return opened
}

// draws says whether the font has a rune, and an outline for it unless it is
// a space.
func draws(face *font.Face, r rune) bool {
	glyph, found := face.NominalGlyph(r)
	if !found || glyph == 0 {
		return false
	}
	outline, isOutline := face.GlyphData(glyph).(font.GlyphOutline)
	return isOutline && (unicode.IsSpace(r) || len(outline.Segments) > 0)
}

func TestFontsHoldWords(t *testing.T) {
	words := strings.Fields(`
		收款 付款 退款 撤銷 取消 收據 重印 副本 日結 交班 對帳 總數 小計 金額 港幣 設定 訓練 訓練模式 歷史 摘要 經理 密碼
		終端機 未連接 已批准 被拒絕 失敗 未知 參考編號 操作員 店舖 分店 收銀員 請客人拍卡 插卡 掃描二維碼 連線錯誤 憑證 時間 日期
		八達通 微信支付 轉數快 雲閃付 支付寶 銀聯 信用卡 卡號 授權碼 批次 手續費 備註 已結算 待確認 客戶 櫃檯 打印 匯出 找續
		收款 付款 退款 撤销 取消 收据 重印 副本 日结 交班 对账 总数 小计 金额 港币 设置 训练模式 历史 经理 密码 终端机 未连接
		八达通 微信支付 转数快 云闪付 支付宝 银联 信用卡 卡号 授权码 批次 手续费 备注 已结算 待确认 客户 柜台 打印 导出 找零
		深水埗 鰂魚涌 彩虹邨 大角咀 赤鱲角 尖沙咀 鴨脷洲 衞生署 滙豐 恒生 𨋢口 餸 唔該 冇 佢哋 嘢食 睇 攞 俾 畀 咗 嘅 喺 啲 嗰
		煲仔飯 菠蘿包 魚蛋 燒賣 腸粉 凍檸茶 の タピオカ HK$1,234.56 ２４小時 （香港） 「試」 【特價】 《月結》 × ÷ ± — … · ● ✓ ✕ ← → ⌫`)
	for name, face := range faces(t) {
		for _, word := range words {
			for _, r := range word {
				if !draws(face, r) {
					t.Errorf("%s lacks %q of %s", name, r, word)
				}
			}
		}
	}
}

func TestFontsHoldWhatTheScreensSay(t *testing.T) {
	runes := runesInStrings(t, "../ui")
	if len(runes) < 80 {
		t.Fatalf("only %d runes in the strings of ui", len(runes))
	}
	for name, face := range faces(t) {
		for r, where := range runes {
			if !draws(face, r) {
				t.Errorf("%s lacks %q (%U) of %s: add it to fonts/subset.py, then make font", name, r, r, where)
			}
		}
	}
}

func TestFontsDigitsHaveOneWidth(t *testing.T) {
	for name, face := range faces(t) {
		zero, _ := face.NominalGlyph('0')
		for _, r := range "123456789" {
			if glyph, _ := face.NominalGlyph(r); face.HorizontalAdvance(glyph) != face.HorizontalAdvance(zero) {
				t.Errorf("%s: %q isn't as wide as 0", name, r)
			}
		}
	}
}

func TestFontsNameRareCharactersTwice(t *testing.T) {
	for name, face := range faces(t) {
		var beyond []rune
		for all := face.Cmap.Iter(); all.Next(); {
			if r, _ := all.Char(); r > 0xFFFF {
				beyond = append(beyond, r)
			}
		}
		slices.Sort(beyond)
		if !slices.Contains(beyond, '𨋢') {
			t.Errorf("%s: only %c are beyond U+FFFF", name, beyond)
		}
		for i, r := range beyond {
			first, _ := face.NominalGlyph(r)
			if second, _ := face.NominalGlyph(0xE000 + rune(i)); first != second {
				t.Errorf("%s: %c and %U aren't the same glyph", name, r, 0xE000+i)
			}
		}
	}
}

func TestFontsAreSmall(t *testing.T) {
	files, err := filepath.Glob("fonts/*.gz")
	if err != nil || len(files) != 2 {
		t.Fatalf("fonts are %v, %v", files, err)
	}
	var total int64
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	if total > 3_000_000 {
		t.Errorf("the fonts take %d bytes", total)
	}
}

// runesInStrings finds every printable rune in the string and rune literals of
// the Go files below root, tests left out, with a file that has it.
func runesInStrings(t *testing.T, root string) map[rune]string {
	t.Helper()
	found := make(map[rune]string)
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			literal, is := node.(*ast.BasicLit)
			if !is || (literal.Kind != token.STRING && literal.Kind != token.CHAR) {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for _, r := range text {
				if unicode.IsPrint(r) {
					found[r] = name
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
