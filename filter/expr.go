package filter

import (
	"bytes"
	"container/list"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/mikefarah/yq/v4/pkg/yqlib"
)

// expression is a compiled yq expression. Only this file knows yqlib.
type expression struct {
	node *yqlib.ExpressionNode
}

// compile reads a yq expression, whose truth is asked for later. Operators
// that read files or the environment, or run programs, fail when they are
// evaluated. The error is yq's.
func compile(text string) (*expression, error) {
	// yqlib has these settings for the whole process only.
	yqlib.ConfiguredSecurityPreferences = yqlib.SecurityPreferences{DisableEnvOps: true, DisableFileOps: true}
	yqlib.GetLogger().SetLevel(slog.LevelError + 1) // errors are returned
	yqlib.InitExpressionParser()
	alone, err := yqlib.ExpressionParser.ParseExpression(text)
	switch {
	case err != nil:
		return nil, err
	case alone == nil:
		return nil, errors.New("the expression is empty")
	}
	// What is true is yq's own matter: ask whether it selects the document.
	// The line break ends a comment in the text.
	node, err := yqlib.ExpressionParser.ParseExpression("select(" + text + "\n)")
	return &expression{node}, err
}

// isTrue reports whether the expression is true for the document in body.
func (e *expression) isTrue(body []byte) (bool, error) {
	decoder := yqlib.NewYamlDecoder(yqlib.NewDefaultYamlPreferences())
	if err := decoder.Init(bytes.NewReader(body)); err != nil {
		return false, err
	}
	document, err := decoder.Decode()
	if err != nil {
		return false, fmt.Errorf("yq cannot read the document: %w", err)
	}
	candidates := list.New()
	candidates.PushBack(document)
	result, err := yqlib.NewDataTreeNavigator().GetMatchingNodes(yqlib.Context{MatchingNodes: candidates}, e.node)
	if err != nil {
		// yq names a flag of its own, which is none of crdfilter's.
		message, _, _ := strings.Cut(err.Error(), ", use --security-")
		return false, errors.New(message)
	}
	return result.MatchingNodes.Len() > 0, nil
}
