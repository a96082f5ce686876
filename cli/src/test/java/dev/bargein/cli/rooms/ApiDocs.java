package dev.bargein.cli.rooms;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Finds what is exported and has no documentation comment, by reading sources. */
final class ApiDocs {
    private ApiDocs() {}

    /** The exported types, methods, constructors and constants without a comment, as {@code Type.member}. */
    static List<String> undocumented(Iterable<? extends JavaFileObject> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, sources);
        Scanner scanner = new Scanner(DocTrees.instance(task));
        for (CompilationUnitTree unit : task.parse()) {
            if (!(unit.getPackageName() + ".").contains(".internal.")) {
                scanner.scan(unit, null);
            }
        }
        return scanner.found;
    }

    /** Goes down only through what is exported. */
    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final List<String> found = new ArrayList<>();
        private final DocTrees docs;

        /** The types around the current place, outermost first. */
        private final List<ClassTree> around = new ArrayList<>();

        Scanner(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (isExported(type.getModifiers())) {
                check(type.getSimpleName().toString());
                around.add(type);
                super.visitClass(type, null);
                around.remove(around.size() - 1);
            }
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            if (isExported(method.getModifiers()) && !overrides(method.getModifiers())) {
                check(method.getName().toString());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree variable, Void unused) {
            // The components of a record are private fields here; the record's own comment tells about them.
            if (isExported(variable.getModifiers())) {
                check(variable.getName().toString());
            }
            return null;
        }

        private void check(String name) {
            String comment = docs.getDocComment(getCurrentPath());
            if (comment == null || comment.isBlank()) {
                StringBuilder path = new StringBuilder();
                around.forEach(type -> path.append(type.getSimpleName()).append('.'));
                found.add(path + name);
            }
        }

        private boolean isExported(ModifiersTree modifiers) {
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || modifiers.getFlags().contains(Modifier.PROTECTED)
                    || (isInInterface() && !modifiers.getFlags().contains(Modifier.PRIVATE));
        }

        private boolean isInInterface() {
            if (around.isEmpty()) {
                return false;
            }
            Tree.Kind kind = around.get(around.size() - 1).getKind();
            return kind == Tree.Kind.INTERFACE || kind == Tree.Kind.ANNOTATION_TYPE;
        }

        private static boolean overrides(ModifiersTree modifiers) {
            for (AnnotationTree annotation : modifiers.getAnnotations()) {
                if (annotation.getAnnotationType().toString().equals("Override")) {
                    return true;
                }
            }
            return false;
        }
    }
}
