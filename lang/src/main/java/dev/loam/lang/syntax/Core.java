package dev.loam.lang.syntax;

/// The forms that the expander itself knows, by the names they have in `(scheme base)` and its companions.
enum Core {
    QUOTE("quote"), LAMBDA("lambda"), DEFINE("define"), SET("set!"), IF("if"), BEGIN("begin"), LET("let"), LET_STAR("let*"),
    LETREC("letrec"), LETREC_STAR("letrec*"), DO("do"), COND("cond"), CASE("case"), AND("and"), OR("or"), WHEN("when"),
    UNLESS("unless"), QUASIQUOTE("quasiquote"), UNQUOTE("unquote"), UNQUOTE_SPLICING("unquote-splicing"), DELAY("delay"),
    DELAY_FORCE("delay-force"), MAKE_STREAM("cons-stream"), LET_VALUES("let-values"), LET_STAR_VALUES("let*-values"),
    DEFINE_VALUES("define-values"), RECEIVE("receive"), PARAMETERIZE("parameterize"), FLUID_LET("fluid-let"), GUARD("guard"),
    CASE_LAMBDA("case-lambda"), DEFINE_SYNTAX("define-syntax"), LET_SYNTAX("let-syntax"), LETREC_SYNTAX("letrec-syntax"),
    SYNTAX_RULES("syntax-rules"), SYNTAX_ERROR("syntax-error"), DEFINE_RECORD_TYPE("define-record-type"), INCLUDE("include"),
    INCLUDE_CI("include-ci"), IMPORT("import"), DEFINE_LIBRARY("define-library"), COND_EXPAND("cond-expand"), ASSERT("assert"),
    FOR("for"), MATCH("match"), THE("the"), TYPE_OF(":"), DEFINE_TYPE("define-type"), ELSE("else"), ARROW("=>"), ELLIPSIS("..."), UNDERSCORE("_"), NAMED_LAMBDA("named-lambda"),
    INTERPOLATE("%interpolate");

    final String keyword;

    Core(String keyword) {
        this.keyword = keyword;
    }
}
