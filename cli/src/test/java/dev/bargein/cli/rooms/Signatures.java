package dev.bargein.cli.rooms;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The types that the signatures of an exported type name. */
final class Signatures {
    private final Map<String, JavaClass> named = new LinkedHashMap<>();

    private Signatures() {}

    /** Calls back for each type named by the supertypes and the public and protected members. */
    static Signatures of(JavaClass type) {
        Signatures signatures = new Signatures();
        type.getSuperclass().ifPresent(s -> signatures.add(type.getName() + " extends", s));
        type.getInterfaces().forEach(i -> signatures.add(type.getName() + " implements", i));
        signatures.addVariables(type.getName(), type.getTypeParameters());
        for (JavaMember member : type.getMembers()) {
            if (isExported(member)) {
                signatures.addMember(member);
            }
        }
        return signatures;
    }

    void forEach(BiConsumer<String, JavaClass> consumer) {
        named.forEach((key, type) -> consumer.accept(key.substring(0, key.indexOf('\n')), type));
    }

    /** A type is exported only if all around it is. */
    static boolean isPublic(JavaClass type) {
        for (Optional<JavaClass> c = Optional.of(type);
                c.isPresent();
                c = c.get().getEnclosingClass()) {
            if (!c.get().getModifiers().contains(JavaModifier.PUBLIC)
                    && !c.get().getModifiers().contains(JavaModifier.PROTECTED)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isExported(JavaMember member) {
        return (member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
                && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    private void addMember(JavaMember member) {
        String where = member.getFullName();
        if (member instanceof JavaField field) {
            add(where, field.getType());
        } else if (member instanceof JavaCodeUnit unit) {
            add(where, unit.getReturnType());
            unit.getParameterTypes().forEach(p -> add(where, p));
            unit.getExceptionTypes().forEach(e -> add(where, e));
            addVariables(where, unit.getTypeParameters());
        }
    }

    private void addVariables(String where, Collection<? extends JavaTypeVariable<?>> variables) {
        variables.forEach(v -> v.getUpperBounds().forEach(bound -> add(where, bound)));
    }

    private void add(String where, JavaType type) {
        for (JavaClass raw : type.getAllInvolvedRawTypes()) {
            named.put(where + "\n" + raw.getName(), raw);
        }
    }
}
